#include "normalizer/formats/chictr_list_html_parser.h"

#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

TEST(ChictrListHtmlParserTest, ReadsARow) {
  const std::string document = Sample("chictr_list_html/row.html");
  const v1::Registration record = Record(ParseChictrListHtml, document);
  EXPECT_EQ(record.registration_id(), "ChiCTR2499000017");
  EXPECT_EQ(record.registry(), "chictr");
  ASSERT_EQ(record.study().titles_size(), 1);
  EXPECT_EQ(record.study().titles(0).text(), "外泌体 > 安慰剂 治疗膝骨关节炎，续NCT06431152");
  EXPECT_EQ(record.study().titles(0).language(), "zh");
  EXPECT_EQ(record.study().study_type(), v1::STUDY_TYPE_INTERVENTIONAL);
  EXPECT_EQ(Show(record.study().registration_date()), "2024-5-20");
  EXPECT_EQ(record.url(), "https://www.chictr.org.cn/showproj.html?proj=990001");
  EXPECT_EQ(record.study().sponsors_size(), 0);
  ASSERT_EQ(record.mentioned_ids_size(), 1);
  EXPECT_EQ(record.mentioned_ids(0).value(), "NCT06431152");
  EXPECT_EQ(BytesOf(record, "url", document), "showproj.html?proj=990001");
  EXPECT_EQ(BytesOf(record, "registration_date", document), "2024/05/20");
}

TEST(ChictrListHtmlParserTest, ReadsARowWithoutEndTag) {
  const v1::Registration record = Record(ParseChictrListHtml, Sample("chictr_list_html/open.html"));
  EXPECT_EQ(record.registration_id(), "ChiCTR-TRC-17990123");
  EXPECT_EQ(record.study().status(), v1::RECRUITMENT_STATUS_WITHDRAWN);
  EXPECT_EQ(record.study().study_type(), v1::STUDY_TYPE_OBSERVATIONAL);
  EXPECT_EQ(record.url(), "https://www.chictr.org.cn/showproj.aspx?proj=1");
}

TEST(ChictrListHtmlParserTest, LinkToElsewhereIsNoPageOfTheTrial) {
  const v1::Registration record = Record(
      ParseChictrListHtml, "<tr><td>ChiCTR2499000017</td><td><a href=\"https://example.org/showproj\">x</a></td></tr>");
  EXPECT_EQ(record.url(), "");
}

TEST(ChictrListHtmlParserTest, RefusesWhatIsNoRow) {
  ExpectRefusesWhatIsNoText(ParseChictrListHtml, Sample("chictr_list_html/row.html"));
  const std::string row = Sample("chictr_list_html/row.html");
  EXPECT_EQ(ReasonOf(ParseChictrListHtml, row + row), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseChictrListHtml, "<p>ChiCTR2499000017</p>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseChictrListHtml, Sample("chictr_list_html/no_id.html")), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
}

// A row that ends with a cell may be whole, so only cuts inside cells are sure to show.
TEST(ChictrListHtmlParserTest, CutOffInsideACellIsADeadLetter) {
  const std::string row = Sample("chictr_list_html/row.html");
  for (size_t size = 1; size + 8 < row.size(); ++size) {
    const std::string cut = row.substr(0, size);
    if (cut.find_last_not_of(" \n") != std::string::npos &&
        cut.substr(0, cut.find_last_not_of(" \n") + 1).ends_with("</td>")) {
      continue;
    }
    const v1::DeadLetterReason reason = ReasonOf(ParseChictrListHtml, cut);
    EXPECT_TRUE(reason == v1::DEAD_LETTER_REASON_TRUNCATED || reason == v1::DEAD_LETTER_REASON_BAD_ENCODING) << size;
  }
}

}  // namespace
}  // namespace trialweave::normalizer
