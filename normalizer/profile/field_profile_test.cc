#include "normalizer/profile/field_profile.h"

#include <string>

#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

// "a:TEXT b:OBJECT(c:NUMBER)".
std::string Text(const google::protobuf::RepeatedPtrField<v1::FieldShape>& shapes) {
  std::string text;
  for (const v1::FieldShape& shape : shapes) {
    text += (text.empty() ? "" : " ") + shape.name() + ":" + v1::ValueType_Name(shape.type()).substr(11);
    if (!shape.members().empty()) text += "(" + Text(shape.members()) + ")";
  }
  return text;
}

std::string Profile(std::string_view format, std::string_view content, const std::string& columns = "") {
  ParseContext context{nullptr, {}};
  context.limits.max_depth = 20;
  context.columns = columns;
  return Text(FieldProfileOf(format, content, context).fields());
}

TEST(FieldProfile, NamesTheMembersOfJsonEachOnce) {
  EXPECT_EQ(Profile("ctgov_v2_json", R"({"a": "x", "b": {"c": 1, "d": null}, "e": true, "f": []})"),
            "a:TEXT b:OBJECT(c:NUMBER d:NULL) e:BOOLEAN f:ARRAY");
  EXPECT_EQ(Profile("ctgov_v2_json", R"({"l":[{"a":1},{"b":"}{][\"","a":2},3,[{"c":1}]],"a":-1.5e3})"),
            "l:ARRAY(a:NUMBER b:TEXT c:NUMBER) a:NUMBER")
      << "members of items are the array's";
  EXPECT_EQ(Profile("ctgov_v2_json", R"([{"a":1}])"), "") << "no object";
}

TEST(FieldProfile, FieldOfTwoTypesIsTwoFields) {
  EXPECT_EQ(Profile("x_json", R"({"l":[{"a":1},{"a":"x"}]})"), "l:ARRAY(a:NUMBER a:TEXT)");
}

TEST(FieldProfile, NamesTheElementsOfXml) {
  EXPECT_EQ(Profile("ctgov_legacy_xml",
                    "<?xml version='1.0'?><!-- <no> --><n:study rank=\"a>b\"><n:id>1</n:id><empty/><blank> </blank>"
                    "<arm><label>x</label></arm><arm><label/></arm><c><![CDATA[<x>]]></c></n:study>"),
            "id:TEXT empty:NULL blank:NULL arm:OBJECT(label:TEXT label:NULL) c:TEXT");
}

TEST(FieldProfile, NamesTheColumnsThatHoldSomething) {
  EXPECT_EQ(Profile("ictrp_csv", "x,,\"y\n\"\n", "TrialID,Phase,Title"), "TrialID:TEXT Title:TEXT");
  EXPECT_EQ(Profile("ictrp_full_csv", "x,y\n"), "") << "columns without names";
  EXPECT_EQ(Profile("nhc_html", "<html></html>"), "");
}

TEST(FieldProfile, EndsWhereTheTextBreaksOrIsTooDeep) {
  for (const char* broken : {"{", "{\"a", "{\"a\":", "{\"a\":[", "{\"a\":1,", "{\"a\":\"\\"}) Profile("x_json", broken);
  for (const char* broken : {"<", "<a", "<a b=\"", "<a><", "<a></", "<a><!--", "<a/", ">"}) Profile("x_xml", broken);
  std::string deep, open;
  for (int i = 0; i < 100'000; ++i) {
    deep += "{\"a\":";
    open += "<a>";
  }
  Profile("x_json", deep);
  Profile("x_xml", open);
  std::string wide = "{";
  for (int i = 0; i < 10'000; ++i) wide += "\"f" + std::to_string(i) + "\":1,";
  ParseContext context{nullptr, {}};
  EXPECT_LE(FieldProfileOf("x_json", wide + "\"z\":1}", context).fields_size(), 4096);
}

}  // namespace
}  // namespace trialweave::normalizer
