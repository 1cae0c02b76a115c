#include "crawler/containers/gzip_source.h"

#include "absl/strings/str_cat.h"
#include "crawler/containers/split_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Studies(int n) {
  std::string page = "{\"studies\":[";
  for (int i = 0; i < n; ++i) {
    absl::StrAppend(&page, i == 0 ? "" : ",", "{\"protocolSection\":{\"n\":", i * 7919 % 10007, "}}");
  }
  return page + "]}";
}

TEST(GzipSourceTest, TruncationAtAnyByteKeepsWhatCameBeforeAndSaysTruncated) {
  const std::string whole = Gzipped(Studies(5));
  for (size_t cut = 2; cut < whole.size(); ++cut) {
    const Split split = SplitAll(whole.substr(0, cut));
    ASSERT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED)) << cut;
  }
}

TEST(GzipSourceTest, DamageIsMalformed) {
  std::string damaged = Gzipped(Studies(2000));
  damaged[damaged.size() / 2] ^= 0x55;
  damaged[damaged.size() / 2 + 1] ^= 0x55;
  const Split split = SplitAll(damaged);
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED));
}

TEST(GzipSourceTest, BytesAfterTheStreamAreMalformedAndPaddingIsNot) {
  EXPECT_THAT(SplitAll(Gzipped(Studies(2)) + "x").Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED));
  EXPECT_THAT(SplitAll(Gzipped(Studies(2)) + std::string(5, '\0')).Reasons(), IsEmpty());
}

TEST(GzipSourceTest, DecompressionBombStopsAtTheRatio) {
  ContainerLimits limits;
  limits.max_ratio = 50;
  limits.ratio_grace_bytes = 1 << 20;
  const std::string bomb = Gzipped(absl::StrCat("[{\"protocolSection\":1},", std::string(64 << 20, ' '), "]"));
  const Split split = SplitAll(bomb, SIZE_MAX, {}, limits);
  EXPECT_THAT(split.Records(), SizeIs(1));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED));
}

TEST(GzipSourceTest, ContainerCapHoldsForPlainBytesToo) {
  ContainerLimits limits;
  limits.max_bytes = 1000;
  const Split split = SplitAll(Studies(1000), 100, {}, limits);
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED));
  EXPECT_GT(split.Records().size(), 20u);
}

}  // namespace
}  // namespace trialweave::crawler
