#include "crawler/containers/html_pages.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "crawler/containers/split_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// "登记号", "试验专业题目", "适应症", "首次公示信息日期", "试验分期" in GB18030.
constexpr char kIdLabel[] = "\xB5\xC7\xBC\xC7\xBA\xC5";
constexpr char kTitleLabel[] = "\xCA\xD4\xD1\xE9\xD7\xA8\xD2\xB5\xCC\xE2\xC4\xBF";
constexpr char kPhaseLabel[] = "\xCA\xD4\xD1\xE9\xB7\xD6\xC6\xDA";

std::string CdePageInGb18030(absl::string_view meta) {
  return absl::StrCat("<html><head>", meta, "</head><body><table><tr><th>", kIdLabel, "</th><td>CTR20990001</td><th>",
                      kTitleLabel, "</th><td>", kPhaseLabel, "</td></tr></table></body></html>");
}

TEST(HtmlPagesTest, ChictrPageIsKnownInEitherLanguage) {
  for (const char* page :
       {"<td>注册号：<p>Registration number：</p></td><td>ChiCTR2499000017&nbsp;</td><p>注册时间</p>研究所处阶段",
        "<td>Registration number：</td><td>ChiCTR-TRC-17990123</td><td>Date of Registration：</td>Recruiting status",
        "<td>注册号：</td>\n<td>ITMCTR2499000017</td>注册号状态 征募研究对象情况"}) {
    EXPECT_EQ(RecognisePage(page).format, "chictr_html") << page;
  }
}

TEST(HtmlPagesTest, CdePageIsKnown) {
  const PageRecognition page =
      RecognisePage("<th>登记号</th>\n <td width='35%'>CTR20990001</td><th>首次公示信息日期</th><th>试验分期</th>");
  EXPECT_EQ(page.source, "cde");
  EXPECT_EQ(page.format, "cde_html");
}

TEST(HtmlPagesTest, LabelsWithoutTheirIdentifierSayWhatIsMissing) {
  for (const auto& [page, name] : std::vector<std::pair<const char*, const char*>>{
           {"<td>注册号：</td><td></td><td>注册时间</td><td>研究所处阶段</td>", "ChiCTR"},
           {"<td>注册号：</td><td>NCT06431152</td><td>注册时间</td><td>研究所处阶段</td>", "ChiCTR"},
           {"<th>登记号</th><td></td><th>试验分期</th><th>药物类型</th>", "chinadrugtrials"}}) {
    const PageRecognition recognition = RecognisePage(page);
    EXPECT_EQ(recognition.kind, PageRecognition::Kind::kNone);
    EXPECT_EQ(recognition.cause.reason(), v1::DEAD_LETTER_REASON_WRONG_ROOT);
    EXPECT_THAT(recognition.cause.message(), HasSubstr(name));
  }
}

TEST(HtmlPagesTest, IdentifierElsewhereIsNoIdentifierOfThePage) {
  EXPECT_EQ(RecognisePage("<p>ChiCTR2499000017</p><td>注册号：</td><td>-</td>注册时间 研究所处阶段").kind,
            PageRecognition::Kind::kNone);
}

TEST(HtmlPagesTest, NhcNumberOfTheWrongShapeIsNoRegistryPage) {
  EXPECT_EQ(RecognisePage("<html>备案号 研究名称 MR-13-24-01792</html>").cause.reason(),
            v1::DEAD_LETTER_REASON_WRONG_ROOT);
}

TEST(HtmlPagesTest, WallThatRepeatsLabelsIsAChallenge) {
  EXPECT_EQ(RecognisePage("<html>acw_sc__v2 注册时间 研究所处阶段 showproj.html?proj=1 ChiCTR2499000017</html>")
                .cause.reason(),
            v1::DEAD_LETTER_REASON_CHALLENGED);
}

TEST(HtmlPagesTest, DeclaredCharacterSetIsReadAndHandedOn) {
  for (const char* label : {"gb2312", "GBK", "gb18030"}) {
    const std::string page = CdePageInGb18030(absl::StrCat("<meta charset=\"", label, "\">"));
    const Split split = SplitAll(page);
    ASSERT_THAT(split.Records(), ElementsAre(page));
    EXPECT_EQ(split.documents[0].format(), "cde_html");
    EXPECT_TRUE(absl::EqualsIgnoreCase(split.documents[0].context().at("encoding"), label));
  }
}

TEST(HtmlPagesTest, UndeclaredChineseIsADeadLetterThatSaysWhatItLooksLike) {
  const Split split = SplitAll(CdePageInGb18030(""));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_BAD_ENCODING));
  EXPECT_THAT(split.documents[0].cause().message(), HasSubstr("GB18030"));
}

}  // namespace
}  // namespace trialweave::crawler
