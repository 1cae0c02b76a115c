#include "crawler/containers/html_list_splitter.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "crawler/containers/split_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kHead[] =
    "<!DOCTYPE html><html><body><table><tr><td>检索</td></tr></table>共检索到 <span id=\"data-total\">32</span> 个"
    "<table><t-head><tr><th>历史版本</th><th>注册号</th><th>注册题目</th><th>研究类型</th><th>注册时间</th></tr></"
    "t-head>";
constexpr char kTail[] = "</table><script>var row = '<tr>showproj ChiCTR2499000099</tr>';</script></body></html>";

std::string Row(absl::string_view id, absl::string_view title) {
  return absl::StrCat("<tr class=\"odd\">\n<td>", id, "</td><td><a href=\"showproj.html?proj=9\" title=\"a > b\">",
                      title, "</a></td><td>2024/05/20</td></tr>");
}

TEST(HtmlListSplitterTest, EveryRowIsADocumentOfItsExactBytes) {
  const std::string first = Row("ChiCTR2499000017", "外泌体"), second = Row("ChiCTR-TRC-17990123", "膝");
  const Split split = SplitAll(absl::StrCat(kHead, first, "\n", second, kTail), 100);
  EXPECT_THAT(split.Records(), ElementsAre(first, second));
  EXPECT_THAT(split.Reasons(), IsEmpty());
  EXPECT_EQ(split.documents[0].source(), "chictr");
  EXPECT_EQ(split.documents[1].format(), "chictr_list_html");
  EXPECT_EQ(split.documents[1].container_ordinal(), 1u);
  EXPECT_EQ(split.documents[0].container_offset(), sizeof(kHead) - 1);
  EXPECT_FALSE(split.result.fault.has_value());
}

TEST(HtmlListSplitterTest, RowWithoutEndTagEndsWhereTheNextBegins) {
  const std::string page = absl::StrReplaceAll(
      absl::StrCat(kHead, Row("ChiCTR2499000017", "a"), Row("ChiCTR2499000025", "b"), kTail), {{"</tr><tr", "<tr"}});
  const Split split = SplitAll(page);
  ASSERT_EQ(split.Records().size(), 2u);
  EXPECT_EQ(split.Records()[0].find("ChiCTR2499000025"), std::string::npos);
}

TEST(HtmlListSplitterTest, RowWithoutANumberIsADeadLetterOfItsOwn) {
  const std::string good = Row("ChiCTR2499000017", "a");
  const Split split = SplitAll(absl::StrCat(kHead, Row("", "b"), good, kTail));
  EXPECT_THAT(split.Records(), ElementsAre(good));
  EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_NO_IDENTIFIER));
}

TEST(HtmlListSplitterTest, ListCutOffAnywhereKeepsItsWholeRows) {
  const std::string first = Row("ChiCTR2499000017", "a"), second = Row("ChiCTR2499000025", "b");
  const std::string page = absl::StrCat(kHead, first, second, kTail);
  for (size_t size = sizeof(kHead) - 1 + first.size(); size + 8 < page.size(); ++size) {
    const Split split = SplitAll(page.substr(0, size));
    ASSERT_GE(split.Records().size(), 1u) << size;
    EXPECT_EQ(split.Records()[0], first);
    EXPECT_EQ(split.Records().size(), size < sizeof(kHead) - 1 + first.size() + second.size() ? 1u : 2u) << size;
    EXPECT_THAT(split.Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_TRUNCATED)) << size;
  }
}

TEST(HtmlListSplitterTest, EmptyListIsNothingOnlyWhenItSaysSo) {
  const std::string page = absl::StrCat(kHead, kTail);
  EXPECT_THAT(SplitAll(page).Reasons(), ElementsAre(v1::DEAD_LETTER_REASON_WRONG_ROOT));
  EXPECT_THAT(SplitAll(absl::StrReplaceAll(page, {{">32<", "> 0 <"}})).documents, IsEmpty());
}

// Every two-byte character of GB18030 between two rows: none of their trailing bytes is taken for markup.
TEST(HtmlListSplitterTest, TrailingBytesOfGb18030AreNoMarkup) {
  std::string title;
  for (int lead = 0x81; lead <= 0xFE; ++lead) {
    for (int trail = 0x40; trail <= 0xFE; ++trail) {
      if (trail == 0x7F) continue;
      title += {static_cast<char>(lead), static_cast<char>(trail)};
    }
    for (int third = 0x81; third <= 0xFE; ++third) {
      title += {static_cast<char>(lead), '0', static_cast<char>(third), '9'};
    }
  }
  const std::string row = Row("ChiCTR2499000017", title);
  const auto rows = FindHtmlListRows(absl::StrCat(row, row), kChictrList);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].end, row.size());
  EXPECT_EQ(rows[1].end, 2 * row.size());
}

constexpr char kAcceptedList[] =
    "<!DOCTYPE html><html><head><meta charset=\"UTF-8\"><title>国家药品监督管理局药品审评中心</title></head><body>"
    "<table><tr><th>序号</th><th>受理号</th><th>药品名称</th><th>企业名称</th><th>承办日期</th></tr></table>"
    "<table><tr><td>1</td><td>CXSL2599001</td><td>示例外泌体注射液</td><td>示例公司</td><td>2025-03-04</td></tr>"
    "<tr><td>2</td><td>未公示</td><td>示例注射液</td><td>示例公司</td><td>2025-03-05</td></tr></table>"
    "<table><tr><td>1</td><td>2</td><td>3</td><td>4</td><td>5</td></tr></table></body></html>";

TEST(HtmlListSplitterTest, CutsAListOfAcceptedApplicationsIntoItsRows) {
  const Split split = SplitAll(kAcceptedList);
  ASSERT_EQ(split.documents.size(), 2u);
  EXPECT_EQ(split.Records().size(), 1u);
  EXPECT_EQ(split.documents[0].source(), "nmpa");
  EXPECT_EQ(split.documents[0].format(), "nmpa_list_html");
  EXPECT_EQ(split.documents[0].context().at("columns"), "序号\t受理号\t药品名称\t企业名称\t承办日期");
  EXPECT_EQ(split.Reasons()[0], v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
}

}  // namespace
}  // namespace trialweave::crawler
