#include "normalizer/notices/fda_letters_json_parser.h"

#include "gmock/gmock.h"
#include "normalizer/notices/notice_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(FdaLettersJsonParserTest, ReadsEveryColumn) {
  const std::string document = NoticeSample("fda_letters_json/row.json");
  const v1::RegulatoryNotice notice = Notice(ParseFdaLettersJson, document);
  EXPECT_EQ(notice.name(), "fda:marcs-cms-699901");
  EXPECT_EQ(notice.authority(), "fda");
  EXPECT_EQ(notice.kind(), "Warning Letter");
  EXPECT_EQ(Show(notice.issue_date()), "2025-2-4");
  EXPECT_EQ(notice.issue_date().text(), "02/04/2025");
  EXPECT_EQ(notice.url(),
            "https://www.fda.gov/inspections-compliance-enforcement-and-criminal-investigations/warning-letters/"
            "made-vesicle-works-llc-699901-02042025");
  EXPECT_THAT(notice.companies(), ElementsAre("Made & Vesicle Works, LLC"));
  EXPECT_EQ(notice.office(), "Center for Biologics Evaluation and Research (CBER)");
  EXPECT_EQ(notice.subject(), "Deviations/CGMP/Human Cells, Tissues & Products (HCT/P), trial NCT06431152");
  EXPECT_EQ(notice.bodies(0).text(), "made-up excerpt on exosomes");
  EXPECT_THAT(notice.reference_numbers(), ElementsAre("MARCS-CMS 699901", "BLA 125646"));
  ASSERT_EQ(notice.mentioned_ids_size(), 1);
  EXPECT_EQ(notice.mentioned_ids(0).value(), "NCT06431152");
  EXPECT_EQ(PathOf(notice, "subject"), "/4");
  EXPECT_EQ(BytesOf(notice, "office", document), "\"Center for Biologics Evaluation and Research (CBER)\"");
  ExpectProvenance(notice);
}

TEST(FdaLettersJsonParserTest, AnAddresseeWhoIsAPersonStaysOutside) {
  const v1::RegulatoryNotice notice = Notice(ParseFdaLettersJson, NoticeSample("fda_letters_json/person.json"));
  EXPECT_EQ(notice.name(), "fda:marcs-cms-699902");
  EXPECT_EQ(Show(notice.issue_date()), "2024-4-9");
  EXPECT_THAT(notice.DebugString(), Not(HasSubstr("xample")));
  EXPECT_EQ(notice.subject(), "Clinical Investigator");
  EXPECT_EQ(notice.notes_size(), 1);
}

TEST(FdaLettersJsonParserTest, WithoutACaseTheAddressIsTheName) {
  const v1::RegulatoryNotice notice = Notice(ParseFdaLettersJson, NoticeSample("fda_letters_json/no_case.json"));
  EXPECT_EQ(notice.name(), notice.url());
  EXPECT_THAT(notice.name(), HasSubstr("/warning-letters/made-up-000000-02042025"));
  EXPECT_EQ(notice.subject(), "");
  EXPECT_EQ(notice.reference_numbers_size(), 0);
}

TEST(FdaLettersJsonParserTest, RefusesWhatIsNoRow) {
  const std::string good = NoticeSample("fda_letters_json/row.json");
  ExpectRefusesWhatIsNoText(ParseFdaLettersJson, good);
  ExpectTruncationsAreDeadLetters(ParseFdaLettersJson, good, 0);
  EXPECT_EQ(ReasonOf(ParseFdaLettersJson, "{\"a\":1}"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseFdaLettersJson, "<html></html>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseFdaLettersJson, "[1,2]"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseFdaLettersJson, "[\"\",\"\",\"Made Up\",\"\",\"\"]"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseFdaLettersJson,
                     "[\"\",\"\",\"<a href='https://example.org/warning-letters/x-699901-02042025'>x</a>\",\"\",\"\"]"),
            v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseFdaLettersJson, "[\"a\" \"b\"]"), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(ParseFdaLettersJson, Nested(300, "[", "", "]")), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

}  // namespace
}  // namespace trialweave::normalizer
