#include "normalizer/notices/fda_html_parser.h"

#include "gmock/gmock.h"
#include "normalizer/notices/notice_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(FdaHtmlParserTest, ReadsAWarningLetter) {
  const std::string document = NoticeSample("fda_html/letter.html");
  const v1::RegulatoryNotice notice = Notice(ParseFdaHtml, document);
  EXPECT_EQ(notice.name(), "fda:marcs-cms-699901");
  EXPECT_EQ(notice.kind(), "Warning Letter");
  EXPECT_EQ(notice.titles(0).text(), "WARNING LETTER Made Vesicle Works, LLC");
  EXPECT_EQ(Show(notice.issue_date()), "2025-2-4");
  EXPECT_THAT(notice.url(), HasSubstr("/warning-letters/made-vesicle-works-llc-699901-02042025"));
  EXPECT_THAT(notice.companies(), ElementsAre("Made Vesicle Works, LLC"));
  EXPECT_THAT(notice.products(), ElementsAre("Biologics", "Exosomes"));
  EXPECT_EQ(notice.office(), "Division of Biological Products Operations II");
  EXPECT_EQ(notice.bodies(0).text(),
            "The United States Food and Drug Administration (FDA) inspected your made-up facility. Your product was "
            "used in NCT06431152 without an IND in effect.\nYou, [name], and [name] said that IND #16789 was "
            "withdrawn.\nFailure to establish procedures (21 CFR 1271.180).");
  EXPECT_THAT(notice.reference_numbers(), ElementsAre("MARCS-CMS 699901", "IND 16789"));
  ASSERT_EQ(notice.mentioned_ids_size(), 1);
  EXPECT_EQ(notice.mentioned_ids(0).value(), "NCT06431152");
  EXPECT_EQ(BytesOf(notice, "office", document).substr(0, 8), "Division");
  ExpectProvenance(notice);
}

TEST(FdaHtmlParserTest, AddresseesSignatoriesAndContactsStayOutside) {
  const std::string text = Notice(ParseFdaHtml, NoticeSample("fda_html/letter.html")).DebugString() +
                           Notice(ParseFdaHtml, NoticeSample("fda_html/recall.html")).DebugString();
  for (const char* person : {"Ada", "Bob", "Carla", "Dan Sample", "Sample Road", "Fairchild", "example.org", "555"})
    EXPECT_THAT(text, Not(HasSubstr(person)));
}

TEST(FdaHtmlParserTest, ALetterToAPersonHasItsNumberAlone) {
  std::string document = NoticeSample("fda_html/letter.html");
  for (size_t at = document.find("Made Vesicle Works, LLC"); at != std::string::npos;
       at = document.find("Made Vesicle Works, LLC"))
    document.replace(at, 23, "Ada B. Example");
  const v1::RegulatoryNotice notice = Notice(ParseFdaHtml, document);
  EXPECT_EQ(notice.name(), "fda:marcs-cms-699901");
  EXPECT_EQ(notice.companies_size(), 0);
  EXPECT_EQ(notice.url(), "");
  EXPECT_THAT(notice.DebugString(), Not(HasSubstr("Ada")));
}

TEST(FdaHtmlParserTest, ReadsASafetyNotice) {
  const v1::RegulatoryNotice notice = Notice(ParseFdaHtml, NoticeSample("fda_html/notice.html"));
  EXPECT_EQ(notice.name(), "https://www.fda.gov/vaccines-blood-biologics/safety-availability-biologics/made-up-notice");
  EXPECT_EQ(notice.kind(), "Public Safety Notification");
  EXPECT_EQ(notice.titles(0).text(), "Public Safety Notification on Made-up Products");
  EXPECT_EQ(Show(notice.issue_date()), "2019-12-9");
  EXPECT_EQ(
      notice.bodies(0).text(),
      "AUDIENCE: Patient, Health Professional\nISSUE: There are no approved made-up exosome products. Ask for the "
      "number of the study, such as ChiCTR2400084905.\nFor a form call [phone].");
  EXPECT_EQ(notice.mentioned_ids(0).value(), "ChiCTR2400084905");
  ExpectProvenance(notice);
}

TEST(FdaHtmlParserTest, ReadsARecall) {
  const v1::RegulatoryNotice notice = Notice(ParseFdaHtml, NoticeSample("fda_html/recall.html"));
  EXPECT_EQ(Show(notice.issue_date()), "2025-1-2");
  EXPECT_EQ(notice.subject(), "Not sterile");
  EXPECT_THAT(notice.companies(), ElementsAre("Made Labs Inc."));
  EXPECT_THAT(notice.products(), ElementsAre("ExoMade", "Serum of exosomes"));
  EXPECT_EQ(notice.kind(), "Company Announcement");
  EXPECT_THAT(notice.bodies(0).text(), HasSubstr("Made Labs recalls a made-up lot."));
  ExpectProvenance(notice);
}

TEST(FdaHtmlParserTest, ACloseOutLetterIsANoticeOfItsOwn) {
  std::string document = NoticeSample("fda_html/letter.html");
  document.replace(document.find("WARNING LETTER<br/>"), 14, "CLOSE-OUT LETTER");
  EXPECT_EQ(Notice(ParseFdaHtml, document).name(), "fda:marcs-cms-699901-close-out");
}

TEST(FdaHtmlParserTest, RefusesWhatIsNoNotice) {
  const std::string good = NoticeSample("fda_html/letter.html");
  ExpectRefusesWhatIsNoText(ParseFdaHtml, good);
  ExpectTruncationsAreDeadLetters(ParseFdaHtml, good, 15);
  EXPECT_EQ(ReasonOf(ParseFdaHtml, NoticeSample("fda_html/list.html")), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseFdaHtml, "<html><body><h1>WARNING LETTER Made Up</h1><p>January 2, 2025</p></body></html>"),
            v1::DEAD_LETTER_REASON_WRONG_ROOT);
  ParseContext context = TestContext();
  context.limits.max_elements = 1000;
  EXPECT_EQ(ReasonOf(ParseFdaHtml, Nested(10000, "<div>", "x", "</div>"), context),
            v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

}  // namespace
}  // namespace trialweave::normalizer
