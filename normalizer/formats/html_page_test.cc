#include "normalizer/formats/html_page.h"

#include "gtest/gtest.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

TEST(HtmlPageTest, LabelsAreComparedWithoutDress) {
  EXPECT_EQ(HtmlLabelKey("研究实施负责（组长）单位："), "研究实施负责单位");
  EXPECT_EQ(HtmlLabelKey(" Source(s) of\n funding："), "sourceoffunding");
  EXPECT_EQ(HtmlLabelKey("随机方法（请说明（由何人）以何法"), "随机方法");
  EXPECT_EQ(HtmlLabelKey("Study leader’s  telephone"), "studyleaderstelephone");
  EXPECT_EQ(HtmlLabelKey("\xE8\xAF"), "\xE8\xAF");
  EXPECT_EQ(HtmlLabelKey(std::string(401, 'a')), "");
}

TEST(HtmlPageTest, BilingualLabelsHaveTwoHalves) {
  ASSERT_TRUE(HtmlLabelHalves("注册号registrationnumber").has_value());
  EXPECT_EQ(HtmlLabelHalves("注册号registrationnumber")->first, "注册号");
  EXPECT_EQ(HtmlLabelHalves("注册号registrationnumber")->second, "registrationnumber");
  EXPECT_FALSE(HtmlLabelHalves("注册号").has_value());
  EXPECT_FALSE(HtmlLabelHalves("utn").has_value());
}

TEST(HtmlPageTest, FindsTheAddressThatABrowserNoted) {
  HtmlPage page;
  EXPECT_FALSE(ReadHtmlPage("<!-- saved from url=(0021)https://example.org/a -->\n<p>x</p>", TestContext(), &page));
  EXPECT_EQ(page.saved_from, "https://example.org/a");
  EXPECT_FALSE(ReadHtmlPage("<!-- saved from url=(0021)javascript:x --><p>x</p>", TestContext(), &page));
  EXPECT_EQ(page.saved_from, "");
}

TEST(HtmlPageTest, SplitsLinesAtTheirColon) {
  EXPECT_EQ(SplitHtmlLine("登记号： CTR20990001")->value, "CTR20990001");
  EXPECT_EQ(SplitHtmlLine("a: b：c")->label, "a");
  EXPECT_FALSE(SplitHtmlLine("登记号：").has_value());
  EXPECT_FALSE(SplitHtmlLine("no colon").has_value());
}

}  // namespace
}  // namespace trialweave::normalizer
