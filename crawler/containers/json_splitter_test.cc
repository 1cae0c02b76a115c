#include "crawler/containers/json_splitter.h"

#include "absl/strings/str_cat.h"
#include "crawler/containers/json_keys.h"
#include "crawler/containers/split_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kStudyA[] = R"({"protocolSection":{"identificationModule":{"nctId":"NCT90000001"},"t":"a ] } \" \\"}})";
constexpr char kStudyB[] = R"({ "derivedSection" : {"x":[1,[2,{"y":"é\u00e9"}]]}, "protocolSection":{} })";

std::string Array() { return absl::StrCat("[\n  ", kStudyA, ",\r\n  ", kStudyB, "\n]\n"); }
std::string Page() {
  return absl::StrCat(R"({"totalCount":7,"studies":[)", kStudyA, ",", kStudyB, R"(],"nextPageToken":"a\/b"})");
}

TEST(JsonSplitterTest, CutsArrayIntoItsElementsWithExactBytes) {
  const Split split = SplitAll(Array());
  EXPECT_THAT(split.Records(), ElementsAre(kStudyA, kStudyB));
  EXPECT_THAT(split.Reasons(), IsEmpty());
  EXPECT_EQ(split.documents[0].source(), "ctgov");
  EXPECT_EQ(split.documents[0].format(), "ctgov_v2_json");
  EXPECT_EQ(split.documents[0].container_offset(), 4u);
  EXPECT_EQ(split.documents[1].container_ordinal(), 1u);
  EXPECT_FALSE(split.result.fault.has_value());
}

TEST(JsonSplitterTest, ReadsTokenAndTotalOfPage) {
  const Split split = SplitAll(Page());
  EXPECT_THAT(split.Records(), ElementsAre(kStudyA, kStudyB));
  EXPECT_EQ(split.result.next_page_token, "a/b");
  EXPECT_EQ(split.result.total_count, 7u);
}

TEST(JsonSplitterTest, EmptyPageAndEmptyArrayHaveNoDocuments) {
  for (const char* bytes : {R"({"studies":[]})", R"({"totalCount":0,"studies": [ ] })", "[]", " [ ] "}) {
    const Split split = SplitAll(bytes);
    EXPECT_THAT(split.documents, IsEmpty()) << bytes;
    EXPECT_EQ(split.result.format, "ctgov_v2_json") << bytes;
  }
}

TEST(JsonSplitterTest, SingleStudyIsOneDocument) {
  EXPECT_THAT(SplitAll(kStudyA).Records(), ElementsAre(kStudyA));
  EXPECT_THAT(SplitAll(absl::StrCat("\xEF\xBB\xBF", kStudyB, "\n")).Records(), ElementsAre(kStudyB));
}

TEST(JsonSplitterTest, ConcatenatedContainersAreAllSplit) {
  const std::string lines = absl::StrCat(kStudyA, "\n", kStudyB, "\n", Array(), Page());
  EXPECT_THAT(SplitAll(lines).Records(), ElementsAre(kStudyA, kStudyB, kStudyA, kStudyB, kStudyA, kStudyB));
  EXPECT_THAT(SplitAll(lines).Reasons(), IsEmpty());
}

TEST(JsonSplitterTest, ChunksOfAnySizeGiveTheSameDocuments) {
  for (const std::string& bytes : {Array(), Page()}) {
    for (size_t chunk = 1; chunk < bytes.size(); ++chunk) {
      const Split split = SplitAll(bytes, chunk);
      ASSERT_THAT(split.Records(), ElementsAre(kStudyA, kStudyB)) << chunk;
      ASSERT_THAT(split.Reasons(), IsEmpty()) << chunk;
    }
  }
}

TEST(JsonSplitterTest, TruncationAtAnyByteKeepsCompleteRecordsAndOneTruncatedRest) {
  const std::string page = Page();
  const size_t a_end = page.find(kStudyA) + sizeof(kStudyA) - 1;
  const size_t b_end = page.find(kStudyB) + sizeof(kStudyB) - 1;
  for (size_t cut = 20; cut < page.size(); ++cut) {
    const Split split = SplitAll(page.substr(0, cut));
    const size_t records = (cut >= a_end ? 1 : 0) + (cut >= b_end ? 1 : 0);
    ASSERT_EQ(split.Records().size(), records) << cut;
    ASSERT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED)) << cut;
    ASSERT_TRUE(split.result.fault.has_value());
  }
}

TEST(JsonSplitterTest, TruncatedRestHoldsTheUnfinishedRecord) {
  const std::string cut = absl::StrCat("[", kStudyA, ",", R"({"protocolSection":{"a)");
  const Split split = SplitAll(cut);
  EXPECT_EQ(split.documents[1].content(), R"({"protocolSection":{"a)");
  EXPECT_EQ(split.documents[1].container_offset(), cut.size() - 22);
}

TEST(JsonSplitterTest, BrokenStructureIsOneMalformedRest) {
  const Split split = SplitAll(absl::StrCat("[", kStudyA, R"(,{"protocolSection":[1}},)", kStudyB, "]"));
  EXPECT_THAT(split.Records(), ElementsAre(kStudyA));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED));
  EXPECT_EQ(split.documents[1].content(), absl::StrCat(R"({"protocolSection":[1}},)", kStudyB, "]"));
}

TEST(JsonSplitterTest, BalancedButInvalidElementGoesOnToTheNormalizer) {
  const std::string odd = R"({"protocolSection": oops 1 2,,})";
  const Split split = SplitAll(absl::StrCat("[", odd, ",null,", kStudyA, ",7]"));
  EXPECT_THAT(split.Records(), ElementsAre(odd, "null", kStudyA, "7"));
}

TEST(JsonSplitterTest, GarbageAfterTheRootIsKept) {
  const Split split = SplitAll(absl::StrCat(Array(), "trailing"));
  EXPECT_THAT(split.Records(), ElementsAre(kStudyA, kStudyB));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED));
  EXPECT_EQ(split.documents[2].content(), "trailing");
}

TEST(JsonSplitterTest, OversizedRecordKeepsPrefixAndSplittingGoesOn) {
  SplitLimits limits;
  limits.max_document_bytes = 200;
  limits.kept_bytes = 50;
  const std::string huge = absl::StrCat(R"({"protocolSection":")", std::string(2'000'000, 'x'), "\"}");
  for (size_t chunk : {size_t{100}, size_t{4096}, SIZE_MAX}) {
    const Split split = SplitAll(absl::StrCat("[", kStudyA, ",", huge, ",", kStudyB, "]"), chunk, limits);
    EXPECT_THAT(split.Records(), ElementsAre(kStudyA, kStudyB));
    ASSERT_EQ(split.documents[1].cause().reason(), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
    EXPECT_EQ(split.documents[1].content(), huge.substr(0, 50));
    EXPECT_FALSE(split.result.fault.has_value());
  }
}

TEST(JsonSplitterTest, DeepNestingIsADeadLetterAndTheNextRecordIsNotHarmed) {
  const std::string deep = absl::StrCat(R"({"protocolSection":)", std::string(5000, '['), std::string(5000, ']'), "}");
  const Split split = SplitAll(absl::StrCat("[", deep, ",", kStudyA, "]"));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED));
  EXPECT_THAT(split.Records(), ElementsAre(kStudyA));
}

TEST(JsonSplitterTest, GzippedContainerIsSplitLikePlainOne) {
  EXPECT_THAT(SplitAll(Gzipped(Page()), 7).Records(), ElementsAre(kStudyA, kStudyB));
  EXPECT_THAT(SplitAll(Gzipped(Array()) + Gzipped(Page())).Records(), ElementsAre(kStudyA, kStudyB, kStudyA, kStudyB));
}

TEST(JsonKeysTest, DecodesEscapes) {
  EXPECT_EQ(DecodeJsonString(R"("a\n\u00e9\ud83d\ude00\q")"),
            "a\n\xC3\xA9"
            "\xF0\x9F\x98\x80\\q");
}

TEST(JsonKeysTest, FindsStringMemberAtAnyDepth) {
  EXPECT_EQ(FindStringMember(R"({"a":{"versionHolder" : "2025-05-07"}})", "versionHolder"), "2025-05-07");
  EXPECT_EQ(FindStringMember(R"({"versionHolder":3,"b":"versionHolder"})", "versionHolder"), "");
}

}  // namespace
}  // namespace trialweave::crawler
