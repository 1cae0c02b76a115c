#include "normalizer/notices/nmpa_html_parser.h"

#include "gmock/gmock.h"
#include "normalizer/notices/notice_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(NmpaHtmlParserTest, ReadsAnAnnouncement) {
  const v1::RegulatoryNotice notice = Notice(ParseNmpaHtml, NoticeSample("nmpa_html/announcement.html"));
  EXPECT_EQ(notice.name(), "nmpa:fgwj-2025-99001");
  EXPECT_EQ(notice.authority(), "nmpa");
  EXPECT_EQ(notice.kind(), "公告");
  EXPECT_EQ(notice.titles(0).text(), "国家药监局关于示例外泌体产品的公告（2025年第99号）");
  EXPECT_EQ(notice.titles(0).language(), "zh");
  EXPECT_EQ(Show(notice.issue_date()), "2025-3-4");
  EXPECT_EQ(notice.office(), "国家药监局");
  EXPECT_EQ(notice.subject(), "法规文件 / 药品");
  EXPECT_EQ(notice.url(), "https://www.nmpa.gov.cn/xxgk/ggtg/ypggtg/20250304103000100.html");
  EXPECT_EQ(notice.bodies(0).text(),
            "经组织论证，受理号CXSL2599001的示例外泌体注射液（临床试验登记号CTR20259901）暂停临床试验。\n特此公告。\n"
            "国家药监局");
  EXPECT_THAT(notice.reference_numbers(), ElementsAre("2025年第99号", "FGWJ-2025-99001", "CXSL2599001"));
  ASSERT_EQ(notice.mentioned_ids_size(), 1);
  EXPECT_EQ(notice.mentioned_ids(0).value(), "CTR20259901");
  EXPECT_THAT(notice.DebugString(), Not(HasSubstr("12345678")));
  ExpectProvenance(notice);
}

TEST(NmpaHtmlParserTest, ReadsANoticeOfTheEvaluationCentre) {
  const v1::RegulatoryNotice notice = Notice(ParseNmpaHtml, NoticeSample("nmpa_html/cde.html"));
  EXPECT_EQ(notice.name(), "https://www.cde.org.cn/main/news/viewInfoCommon/0123456789abcdef0123456789abcdef");
  EXPECT_EQ(notice.titles(0).text(), "关于公开征求《示例指导原则（征求意见稿）》意见的通知");
  EXPECT_EQ(notice.kind(), "通知");
  EXPECT_EQ(Show(notice.issue_date()), "2025-6-7");
  EXPECT_EQ(notice.bodies(0).text(), "我中心起草了示例指导原则。");
  ExpectProvenance(notice);
}

TEST(NmpaHtmlParserTest, RefusesWhatIsNoAnnouncement) {
  const std::string good = NoticeSample("nmpa_html/announcement.html");
  ExpectRefusesWhatIsNoText(ParseNmpaHtml, good);
  ExpectTruncationsAreDeadLetters(ParseNmpaHtml, good, 15);
  EXPECT_EQ(ReasonOf(ParseNmpaHtml, NoticeSample("nmpa_html/list.html")), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseNmpaHtml, "<html><body><h1>示例公告</h1><p>发布日期：2025-01-02</p></body></html>"),
            v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
}

}  // namespace
}  // namespace trialweave::normalizer
