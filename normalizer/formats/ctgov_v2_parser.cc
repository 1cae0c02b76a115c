#include "normalizer/formats/ctgov_v2_parser.h"

#include "absl/strings/str_cat.h"
#include "normalizer/formats/ctgov_v2_sections.h"
#include "normalizer/formats/encoding.h"
#include "normalizer/formats/json_reader.h"
#include "simdjson.h"

namespace trialweave::normalizer {
namespace {

using simdjson::ondemand::document;

// What is wrong with the text as a whole, before any member is read.
std::optional<v1::DeadLetterCause> CheckShape(std::string_view content, const ParseLimits& limits) {
  if (auto cause = CheckText(content, limits)) return cause;
  const std::string_view json = StripMarkAndBlanks(content);
  const uint64_t offset = json.data() - content.data();
  if (json.front() == '<')
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "markup where a JSON study was expected", offset);
  if (auto cause = CheckJsonStructure(json, limits)) return cause;
  if (json.front() != '{') {
    return MakeCause(json.front() == '[' ? v1::DEAD_LETTER_REASON_WRONG_ROOT : v1::DEAD_LETTER_REASON_MALFORMED,
                     "a study is a JSON object", offset);
  }
  return std::nullopt;
}

v1::DeadLetterCause Malformed(simdjson::error_code error, document& doc, const char* start, size_t size) {
  const char* location = nullptr;
  uint64_t offset = 0;
  if (doc.current_location().get(location) == simdjson::SUCCESS && location >= start && location <= start + size) {
    offset = location - start;
  }
  return MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, absl::StrCat("JSON: ", simdjson::error_message(error)), offset);
}

}  // namespace

ParseResult ParseCtgovV2(std::string_view content, const ParseContext& context) {
  if (auto cause = CheckShape(content, context.limits)) return *cause;
  const size_t start = content.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  const simdjson::padded_string json(content.substr(start));
  const std::string_view text(json.data(), json.size());
  simdjson::ondemand::parser parser;
  document doc;
  simdjson::error_code error = parser.iterate(json).get(doc);
  if (error != simdjson::SUCCESS) {
    return MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, absl::StrCat("JSON: ", simdjson::error_message(error)), 0);
  }
  JsonReader reader(text);
  RegistrationBuilder builder(context, {"ctgov", TextStyle::kMarkdown, "en"});
  CtgovV2Sections sections(&reader, &builder);
  bool has_protocol = false;
  reader.Root(doc, [&](std::string_view key, JsonReader::Value value) {
    if (key == "protocolSection") {
      has_protocol = true;
      sections.ReadProtocolSection(value);
    } else if (key == "derivedSection") {
      sections.ReadDerivedSection(value);
    } else if (key == "hasResults") {
      Where where;
      const std::string_view printed = reader.Text(value, &where);
      if (printed == "true" || printed == "false") {
        builder.study().set_has_results(printed == "true");
        builder.At("has_results", where);
      }
    }
  });
  if (!reader.ok()) return Malformed(reader.error(), doc, json.data(), json.size());
  if (!has_protocol) {
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT,
                     "no protocolSection: not a study of the ClinicalTrials.gov API v2");
  }
  sections.Finish();
  if (builder.overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  if (builder.registration().registration_id().empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "no nctId that is an NCT number");
  }
  builder.registration().set_url(
      absl::StrCat("https://clinicaltrials.gov/study/", builder.registration().registration_id()));
  return builder.Finish();
}

}  // namespace trialweave::normalizer
