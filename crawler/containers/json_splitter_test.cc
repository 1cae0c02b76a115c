#include "crawler/containers/json_splitter.h"

#include "absl/strings/str_cat.h"
#include "crawler/containers/json_keys.h"
#include "crawler/containers/split_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
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

TEST(JsonSplitterTest, CutsTheTableOfWarningLettersIntoItsRows) {
  const Split split = SplitAll(R"({"draw":1,"recordsTotal":3,"recordsFiltered":3,"data":[["a","]"], ["b"],
                                  {"c":1}],"input":{"x":[1]}})");
  EXPECT_THAT(split.Records(), ElementsAre(R"(["a","]"])", R"(["b"])", R"({"c":1})"));
  EXPECT_THAT(split.Reasons(), IsEmpty());
  EXPECT_EQ(split.documents[0].source(), "fda");
  EXPECT_EQ(split.documents[0].format(), "fda_letters_json");
  // What the table has in all is not in this file, and no total of it.
  EXPECT_FALSE(split.result.total_count.has_value());
}

TEST(JsonSplitterTest, AnEmptyTableOfWarningLettersHasNoDocuments) {
  const Split split = SplitAll(R"({"draw":1,"recordsTotal":0,"recordsFiltered":0,"data":[]})");
  EXPECT_THAT(split.documents, IsEmpty());
  EXPECT_EQ(split.result.format, "fda_letters_json");
}

TEST(JsonSplitterTest, DataWithoutTheTablesOtherKeysIsAnyObject) {
  EXPECT_THAT(SplitAll(R"({"data":[["a"]],"status":1})").Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_WRONG_ROOT));
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
  EXPECT_THAT(split.Records(), ElementsAre(odd, kStudyA));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_WRONG_ROOT, v1::DEAD_LETTER_REASON_WRONG_ROOT));
  EXPECT_EQ(split.documents[1].content(), "null");
}

// Records of other dialects, with what tells them in an order of their own.
struct Sample {
  const char* json;
  const char* source;
  const char* format;
};
constexpr Sample kSamples[] = {
    {R"({"_id":"2099-500001-11-00","ctNumber":"2099-500001-11-00","authorizedApplication":{"a":[]}})", "ctis",
     "ctis_json"},
    {R"({"applications":[{"ctNumber":"x"}],"ctNumber":"2099-500002-12-00"})", "ctis", "ctis_json"},
    {R"({"authorizedPartI" : {} , "ctNumber" : "2099-500002-12-00"})", "ctis", "ctis_json"},
    {R"({"_id":"2099-000003-14-ES","x5_trial_status":"Ongoing","a2_eudract_number":"2099-000003-14"})", "euctr",
     "euctr_json"},
    {R"({"trialDescription":{"title":"t"},"isrctn":"10000009"})", "isrctn", "isrctn_json"},
    {R"({"required_header":{"url":"u"},"id_info":{"nct_id":"NCT90000003"}})", "ctgov", "ctgov_legacy_json"},
    {R"({"brief_title":"t","id_info":{"nct_id":"NCT90000003"}})", "ctgov", "ctgov_legacy_json"},
    {R"({"protocol\u0053ection":{}})", "ctgov", "ctgov_v2_json"},
};

TEST(JsonSplitterTest, EachRecordOfAMixedFileHasItsOwnDialect) {
  for (const char* form : {"lines", "array"}) {
    std::string bytes = form == std::string("array") ? "[" : "";
    for (const Sample& sample : kSamples)
      absl::StrAppend(&bytes, sample.json, form == std::string("array") ? "," : "\n");
    if (form == std::string("array")) bytes.back() = ']';
    for (size_t chunk : {size_t{1}, size_t{7}, SIZE_MAX}) {
      const Split split = SplitAll(bytes, chunk);
      EXPECT_THAT(split.Reasons(), IsEmpty()) << form;
      ASSERT_EQ(split.documents.size(), std::size(kSamples)) << form;
      for (size_t i = 0; i < std::size(kSamples); ++i) {
        EXPECT_EQ(split.documents[i].content(), kSamples[i].json);
        EXPECT_EQ(split.documents[i].source(), kSamples[i].source) << kSamples[i].json;
        EXPECT_EQ(split.documents[i].format(), kSamples[i].format) << kSamples[i].json;
      }
    }
  }
}

TEST(JsonSplitterTest, KeysBehindLongValuesStillTellTheDialect) {
  const std::string record = absl::StrCat(R"({"publicEvaluation":[")", std::string(3'000'000, 'x'),
                                          R"("],"ctNumber":"2099-500001-11-00","authorizedApplication":{}})");
  for (const std::string& bytes : {record, absl::StrCat("[", record, "]"), absl::StrCat(kStudyA, "\n", record)}) {
    const Split split = SplitAll(bytes, 5000);
    EXPECT_THAT(split.Reasons(), IsEmpty());
    EXPECT_EQ(split.documents.back().format(), "ctis_json");
    EXPECT_EQ(split.documents.back().content(), record);
  }
}

TEST(JsonSplitterTest, ElementOfNoDialectIsItsOwnDeadLetterAndItsNeighboursAreNotHarmed) {
  const std::string foreign = R"({"id":1,"inner":{"protocolSection":{}},"s":"a2_eudract_number"})";
  for (const std::string& bytes : {absl::StrCat(kSamples[0].json, "\n", foreign, "\n", kStudyA),
                                   absl::StrCat("[", kSamples[0].json, ",", foreign, ",", kStudyA, "]")}) {
    const Split split = SplitAll(bytes);
    ASSERT_EQ(split.documents.size(), 3u);
    EXPECT_EQ(split.documents[0].format(), "ctis_json");
    EXPECT_EQ(split.documents[1].cause().reason(), v1::DEAD_LETTER_REASON_WRONG_ROOT);
    EXPECT_THAT(split.documents[1].cause().message(), HasSubstr("id, inner, s"));
    EXPECT_EQ(split.documents[1].content(), foreign);
    EXPECT_EQ(split.documents[1].source(), "file_drop");
    EXPECT_EQ(split.documents[1].format(), "");
    EXPECT_FALSE(split.documents[1].fragment());
    EXPECT_EQ(split.documents[2].format(), "ctgov_v2_json");
    EXPECT_FALSE(split.result.fault.has_value());
  }
}

TEST(JsonSplitterTest, FileOfForeignRecordsIsADeadLetterEachAndAFault) {
  for (const char* bytes : {"{\"nct_id\":1}\n{\"nct_id\":2}\n{}", R"([{"nct_id":1},{"nct_id":2},{}])"}) {
    const Split split = SplitAll(bytes);
    EXPECT_EQ(split.documents.size(), 3u) << bytes;
    EXPECT_EQ(split.Reasons().size(), 3u) << bytes;
    ASSERT_TRUE(split.result.fault.has_value()) << bytes;
    EXPECT_EQ(split.result.fault->reason(), v1::DEAD_LETTER_REASON_WRONG_ROOT);
    EXPECT_EQ(split.result.format, "");
  }
}

TEST(JsonSplitterTest, SingleForeignObjectIsAFragmentAndNoRecordOfAnybodys) {
  const Split split = SplitAll("{\"error\":{\"code\":500}}\n");
  ASSERT_EQ(split.documents.size(), 1u);
  EXPECT_TRUE(split.documents[0].fragment());
  EXPECT_TRUE(split.result.fault.has_value());
}

TEST(JsonSplitterTest, CountsWithoutStudiesAreNoEmptyPage) {
  EXPECT_THAT(SplitAll(R"({"totalCount":2,"results":[{"id":1}]})").Reasons(),
              ElementsAre(v1::DEAD_LETTER_REASON_WRONG_ROOT));
  EXPECT_THAT(SplitAll(R"({"studies":"none"})").Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_MALFORMED));
}

TEST(JsonSplitterTest, PageSaysItselfWhatItsElementsAre) {
  const Split split = SplitAll(R"({"studies":[{"renamedSection":{}}]})");
  EXPECT_THAT(split.Reasons(), IsEmpty());
  EXPECT_EQ(split.documents[0].format(), "ctgov_v2_json");
}

TEST(JsonSplitterTest, TruncatedRecordKeepsTheDialectThatItsKeysShow) {
  const Split split = SplitAll(R"({"a2_eudract_number":"2099-000003-14","a3")");
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED));
  EXPECT_EQ(split.documents[0].format(), "euctr_json");
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
