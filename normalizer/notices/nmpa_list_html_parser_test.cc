#include "normalizer/notices/nmpa_list_html_parser.h"

#include "gmock/gmock.h"
#include "normalizer/notices/notice_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

ParseContext With(const std::string& columns) {
  ParseContext context = TestContext();
  context.columns = columns;
  return context;
}

const char kAccepted[] = "序号\t受理号\t药品名称\t药品类型\t申请类型\t注册分类\t企业名称\t承办日期";
const char kBreakthrough[] = "受理号\t药品名称\t注册申请人\t拟定适应症\t公示日期\t公示截止日期";

TEST(NmpaListHtmlParserTest, ReadsAnAcceptedApplication) {
  const v1::RegulatoryNotice notice =
      Notice(ParseNmpaListHtml, NoticeSample("nmpa_list_html/accepted.html"), With(kAccepted));
  EXPECT_EQ(notice.name(), "nmpa:cxsl2599001");
  EXPECT_EQ(notice.kind(), "受理品种");
  EXPECT_THAT(notice.products(), ElementsAre("示例外泌体注射液"));
  EXPECT_THAT(notice.companies(), ElementsAre("示例生物（武汉）有限公司", "示例医药有限公司"));
  EXPECT_THAT(notice.reference_numbers(), ElementsAre("CXSL2599001"));
  EXPECT_EQ(Show(notice.issue_date()), "2025-3-4");
  EXPECT_EQ(PathOf(notice, "products[0]"), "药品名称");
  ExpectProvenance(notice);
}

TEST(NmpaListHtmlParserTest, OneApplicationMayBeListedAgain) {
  const std::string row = NoticeSample("nmpa_list_html/breakthrough.html");
  const v1::RegulatoryNotice notice = Notice(ParseNmpaListHtml, row, With(kBreakthrough));
  EXPECT_EQ(notice.name(), "nmpa:cxsl2599002-breakthrough-2025-03-05");
  EXPECT_EQ(notice.subject(), "膝骨关节炎，见NCT06431152");
  EXPECT_EQ(notice.mentioned_ids(0).value(), "NCT06431152");
  EXPECT_EQ(Notice(ParseNmpaListHtml, row, With("受理号\t药品名称\t申请人\t适应症")).name(),
            "nmpa:cxsl2599002-permission");
}

TEST(NmpaListHtmlParserTest, RefusesWhatIsNoRow) {
  const std::string good = NoticeSample("nmpa_list_html/accepted.html");
  EXPECT_EQ(ReasonOf(ParseNmpaListHtml, " "), v1::DEAD_LETTER_REASON_EMPTY);
  EXPECT_EQ(ReasonOf(ParseNmpaListHtml, good + "\xFF"), v1::DEAD_LETTER_REASON_BAD_ENCODING);
  EXPECT_EQ(ReasonOf(ParseNmpaListHtml, good + std::string(1, '\0')), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(ParseNmpaListHtml, good), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseNmpaListHtml, good + good, With(kAccepted)), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseNmpaListHtml, "<tr><td>1</td><td>x</td></tr>", With(kAccepted)),
            v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseNmpaListHtml, good.substr(0, good.size() - 4), With(kAccepted)),
            v1::DEAD_LETTER_REASON_TRUNCATED);
}

}  // namespace
}  // namespace trialweave::normalizer
