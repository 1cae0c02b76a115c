#include "normalizer/notices/fda_rss_parser.h"

#include "gmock/gmock.h"
#include "normalizer/notices/notice_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(FdaRssParserTest, ReadsEveryElement) {
  const std::string document = NoticeSample("fda_rss/item.xml");
  const v1::RegulatoryNotice notice = Notice(ParseFdaRss, document);
  EXPECT_EQ(notice.url(), "https://www.fda.gov/safety/medical-product-safety-information/made-up-exosome-alert");
  EXPECT_EQ(notice.name(), notice.url());
  EXPECT_EQ(notice.titles(0).text(), "FDA warns of made-up exosome products & asks [name]");
  EXPECT_EQ(notice.titles(0).language(), "en");
  EXPECT_EQ(notice.bodies(0).text(), "A made-up trial, NCT06431152, was stopped.");
  EXPECT_EQ(Show(notice.issue_date()), "2025-3-7");
  ASSERT_EQ(notice.mentioned_ids_size(), 1);
  EXPECT_EQ(notice.mentioned_ids(0).value(), "NCT06431152");
  EXPECT_EQ(BytesOf(notice, "issue_date", document), "Fri, 07 Mar 2025 10:30:00 EST");
  EXPECT_THAT(notice.DebugString(), Not(HasSubstr("xample.org")));
  EXPECT_THAT(notice.DebugString(), Not(HasSubstr("Ada")));
  ExpectProvenance(notice);
}

TEST(FdaRssParserTest, AWarningLetterHasTheCaseOfItsAddress) {
  const v1::RegulatoryNotice notice = Notice(ParseFdaRss, NoticeSample("fda_rss/letter.xml"));
  EXPECT_EQ(notice.name(), "fda:marcs-cms-699901");
  EXPECT_EQ(notice.kind(), "Warning Letters");
  EXPECT_EQ(Show(notice.issue_date()), "2025-2-4");
  EXPECT_THAT(notice.reference_numbers(), ElementsAre("MARCS-CMS 699901"));
  ExpectProvenance(notice);
}

TEST(FdaRssParserTest, RefusesWhatIsNoItem) {
  const std::string good = NoticeSample("fda_rss/item.xml");
  ExpectRefusesWhatIsNoText(ParseFdaRss, good);
  ExpectTruncationsAreDeadLetters(ParseFdaRss, good, 6);
  EXPECT_EQ(ReasonOf(ParseFdaRss, "<entry><link>https://www.fda.gov/x</link></entry>"),
            v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseFdaRss, "<item><link>https://fda.gov.example.org/x</link></item>"),
            v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseFdaRss, "<item><title>t</title></item>"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseFdaRss, "<!DOCTYPE item><item/>"), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
  EXPECT_EQ(ReasonOf(ParseFdaRss, Nested(300, "<item>", "", "</item>")), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

}  // namespace
}  // namespace trialweave::normalizer
