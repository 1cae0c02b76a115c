#include "crawler/containers/euctr_text_splitter.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "crawler/containers/split_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kPreamble[] = "This file contains full details.\n\n";
constexpr char kAustria[] =
    "Summary\nEudraCT Number: 2099-000003-14\nLink: https://example.org/2099-000003-14/AT/\n\n"
    "E.3 Principal inclusion criteria: Pain\nSummary\nof the criteria: EudraCT Number: none\n\n";
constexpr char kSpain[] = "Summary\nEudraCT Number: 2099-000003-14\nP. End of Trial Status: Ongoing\n";

TEST(EuctrTextSplitterTest, CutsAtEachSummaryOfANumber) {
  const std::string file = absl::StrCat(kPreamble, kAustria, kSpain);
  for (size_t chunk : {size_t{1}, size_t{5}, size_t{64}, SIZE_MAX}) {
    const Split split = SplitAll(file, chunk);
    EXPECT_THAT(split.Records(), ElementsAre(kAustria, kSpain)) << chunk;
    EXPECT_THAT(split.Reasons(), IsEmpty()) << chunk;
    EXPECT_EQ(split.documents[0].source(), "euctr");
    EXPECT_EQ(split.documents[0].format(), "euctr_text");
    EXPECT_EQ(split.documents[1].container_offset(), file.size() - sizeof(kSpain) + 1);
  }
}

TEST(EuctrTextSplitterTest, LineEndsByteOrderMarkAndMissingPreambleDoNotMatter) {
  const std::string windows = absl::StrReplaceAll(kAustria, {{"\n", "\r\n"}});
  EXPECT_THAT(SplitAll(absl::StrCat("\xEF\xBB\xBF", windows, windows)).Records(), ElementsAre(windows, windows));
  EXPECT_THAT(SplitAll(kSpain).Records(), ElementsAre(kSpain));
}

TEST(EuctrTextSplitterTest, RecordWithoutALastLineEndIsWhole) {
  const std::string cut = std::string(kSpain).substr(0, sizeof(kSpain) - 2);
  EXPECT_THAT(SplitAll(absl::StrCat(kAustria, cut)).Records(), ElementsAre(kAustria, cut));
}

TEST(EuctrTextSplitterTest, OversizedRecordKeepsAPrefixAndTheNextIsNotHarmed) {
  SplitLimits limits;
  limits.max_document_bytes = 300;
  limits.kept_bytes = 50;
  const std::string huge = absl::StrCat(kSpain, std::string(1'000'000, 'x'), "\n");
  for (size_t chunk : {size_t{100}, size_t{4096}, SIZE_MAX}) {
    const Split split = SplitAll(absl::StrCat(kPreamble, kAustria, huge, kSpain), chunk, limits);
    EXPECT_THAT(split.Records(), ElementsAre(kAustria, kSpain));
    EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED));
    EXPECT_EQ(split.documents[1].content(), huge.substr(0, 50));
  }
}

TEST(EuctrTextSplitterTest, BrokenGzipLeavesTheUnfinishedRecordAsOneDeadLetter) {
  std::string noise;
  for (uint32_t i = 1, x = 1; i < 2000; ++i, x = x * 1664525 + 1013904223) noise.push_back('!' + (x >> 24) % 90);
  const std::string packed = Gzipped(absl::StrCat(kAustria, kSpain, noise, "\n"));
  const Split split = SplitAll(packed.substr(0, packed.size() - 300));
  EXPECT_THAT(split.Records(), ElementsAre(kAustria));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED));
}

TEST(EuctrTextSplitterTest, OtherTextIsNoDownload) {
  EXPECT_FALSE(LooksLikeEuctrText("Summary\nof what was said about EudraCT Number: 2"));
  EXPECT_FALSE(LooksLikeEuctrText("A Summary\nEudraCT Number: 2099-000003-14"));
  EXPECT_TRUE(LooksLikeEuctrText(absl::StrCat(kPreamble, kSpain)));
}

}  // namespace
}  // namespace trialweave::crawler
