#include "normalizer/formats/json_as_xml.h"

#include <sstream>

#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

std::string TreeOf(std::string_view json) {
  XmlDocument document;
  if (const auto cause = ReadJsonAsXml(json, TestContext(), "r", &document))
    return v1::DeadLetterReason_Name(cause->reason());
  std::ostringstream out;
  document.record().print(out, "", pugi::format_raw);
  return out.str();
}

v1::DeadLetterReason CauseOf(std::string_view json, const ParseContext& context = TestContext()) {
  XmlDocument document;
  const auto cause = ReadJsonAsXml(json, context, "r", &document);
  return cause.has_value() ? cause->reason() : v1::DEAD_LETTER_REASON_UNSPECIFIED;
}

TEST(JsonAsXmlTest, MembersAreElementsAndItemsAreSeveral) {
  EXPECT_EQ(TreeOf(R"({"a":"x","b":{"c":["y",{"d":"z"}]},"e":{},"f":[],"g":null})"),
            "<r><a>x</a><b><c>y</c><c><d>z</d></c></b><e/></r>");
  EXPECT_EQ(TreeOf(R"({"a":[["x","y"],["z"]]})"), "<r><a>x</a><a>y</a><a>z</a></r>");
}

TEST(JsonAsXmlTest, NumbersAndBooleansAreText) {
  EXPECT_EQ(TreeOf(R"({"a":100,"b":true,"c":-1.5,"d":"< & é"})"),
            "<r><a>100</a><b>true</b><c>-1.5</c><d>&lt; &amp; é</d></r>");
}

TEST(JsonAsXmlTest, AttributesStandAroundTheirText) {
  EXPECT_EQ(TreeOf(R"({"@attributes":{"n":"1","bad":[]},"a":{"@type":"Actual","#text":"May"}})"),
            "<r n=\"1\"><a type=\"Actual\">May</a></r>");
}

TEST(JsonAsXmlTest, ANulCutsNothingOff) { EXPECT_EQ(TreeOf(R"({"a":"x\u0000y"})"), "<r><a>x y</a></r>"); }

TEST(JsonAsXmlTest, BadInputHasItsReason) {
  EXPECT_EQ(CauseOf(""), v1::DEAD_LETTER_REASON_EMPTY);
  EXPECT_EQ(CauseOf("[]"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(CauseOf("<a/>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(CauseOf("{\"a\":"), v1::DEAD_LETTER_REASON_TRUNCATED);
  EXPECT_EQ(CauseOf("{\"a\":1}{}"), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(CauseOf("{\"a\" 1}"), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(CauseOf(Nested(300, "{\"a\":", "1", "}")), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
  ParseContext context = TestContext();
  context.limits.max_elements = 10;
  EXPECT_EQ(CauseOf("{\"a\":[0,0,0,0,0,0,0,0,0,0,0,0]}", context), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

}  // namespace
}  // namespace trialweave::normalizer
