#include "normalizer/formats/reflib_json_parser.h"

#include <string>

#include "absl/strings/str_replace.h"
#include "normalizer/formats/json_object.h"
#include "normalizer/formats/ris_record.h"
#include "normalizer/formats/tagged_reference.h"

namespace trialweave::normalizer {
namespace {

// Members and the tags of RIS for them; lists are one field an item.
struct MemberTag {
  std::string_view member;
  std::string_view tag;
};
constexpr MemberTag kMemberTags[] = {
    {"type", "TY"},     {"title", "TI"},        {"titleTranslated", "TT"}, {"journal", "T2"},
    {"authors", "AU"},  {"pages", "SP"},        {"volume", "VL"},          {"number", "IS"},
    {"isbn", "SN"},     {"abstract", "AB"},     {"notes", "N1"},           {"doi", "DO"},
    {"year", "PY"},     {"date", "DA"},         {"keywords", "KW"},        {"urls", "UR"},
    {"language", "LA"}, {"accessionNum", "AN"}, {"databaseName", "DB"},    {"databaseProvider", "DP"},
    {"custom2", "C2"},
};

void Add(JsonReader& reader, JsonReader::Value value, std::string_view tag, TaggedReference* reference) {
  Where where;
  const std::string text(reader.Text(value, &where));
  reference->Add(tag, absl::StrReplaceAll(text, {{"\r\n", "\n"}, {"\r", "\n"}}), where);
}

}  // namespace

ParseResult ParseReflibJson(std::string_view content, const ParseContext& context) {
  TaggedReference reference;
  const auto visit = [&reference](JsonReader& reader, std::string_view key, JsonReader::Value value) {
    for (const MemberTag& member : kMemberTags) {
      if (key != member.member) continue;
      simdjson::ondemand::json_type type{};
      const bool list = value.type().get(type) == simdjson::SUCCESS && type == simdjson::ondemand::json_type::array;
      if (!list) return Add(reader, value, member.tag, &reference);
      return reader.Items(value, [&](size_t, JsonReader::Value item) { Add(reader, item, member.tag, &reference); });
    }
  };
  if (auto cause = ReadJsonObject(content, context.limits, visit)) return *cause;
  return ReadRisReference(reference, context);
}

}  // namespace trialweave::normalizer
