#include "normalizer/formats/json_object.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "normalizer/formats/encoding.h"
#include "simdjson.h"

namespace trialweave::normalizer {
namespace {

using simdjson::ondemand::document;

constexpr size_t kUsualBytes = 1 << 20;

// What is wrong with the text as a whole, before any of it is read; `first` is '{' or '['.
std::optional<v1::DeadLetterCause> CheckShape(std::string_view content, const ParseLimits& limits, char first) {
  if (auto cause = CheckText(content, limits)) return cause;
  const std::string_view json = StripMarkAndBlanks(content);
  const uint64_t offset = json.data() - content.data();
  if (json.front() == '<')
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "markup where a JSON record was expected", offset);
  if (auto cause = CheckJsonStructure(json, limits)) return cause;
  if (json.front() == first) return std::nullopt;
  const bool other = json.front() == '{' || json.front() == '[';
  return MakeCause(other ? v1::DEAD_LETTER_REASON_WRONG_ROOT : v1::DEAD_LETTER_REASON_MALFORMED,
                   first == '{' ? "a record is a JSON object" : "a record is a JSON array", offset);
}

v1::DeadLetterCause Malformed(simdjson::error_code error, document& doc, const char* start, size_t size) {
  const char* location = nullptr;
  uint64_t offset = 0;
  if (doc.current_location().get(location) == simdjson::SUCCESS && location >= start && location <= start + size) {
    offset = location - start;
  }
  return MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, absl::StrCat("JSON: ", simdjson::error_message(error)), offset);
}

// Parses the text and lets `walk` read it.
template <typename Walk>
std::optional<v1::DeadLetterCause> ReadJson(std::string_view content, const ParseLimits& limits, char first,
                                            const Walk& walk) {
  if (auto cause = CheckShape(content, limits, first)) return cause;
  const size_t start = content.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  const simdjson::padded_string json(content.substr(start));
  // Its tables grow to the largest document; a thread keeps them unless that was unusual.
  thread_local std::unique_ptr<simdjson::ondemand::parser> parser;
  if (parser == nullptr || parser->capacity() > kUsualBytes) parser = std::make_unique<simdjson::ondemand::parser>();
  document doc;
  const simdjson::error_code error = parser->iterate(json).get(doc);
  if (error != simdjson::SUCCESS) {
    return MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, absl::StrCat("JSON: ", simdjson::error_message(error)), 0);
  }
  JsonReader reader(std::string_view(json.data(), json.size()));
  walk(reader, doc);
  if (!reader.ok()) return Malformed(reader.error(), doc, json.data(), json.size());
  return std::nullopt;
}

}  // namespace

std::optional<v1::DeadLetterCause> ReadJsonObject(std::string_view content, const ParseLimits& limits,
                                                  const JsonVisit& visit) {
  return ReadJson(content, limits, '{', [&visit](JsonReader& reader, document& doc) {
    reader.Root(doc, [&](std::string_view key, JsonReader::Value value) { visit(reader, key, value); });
  });
}

std::optional<v1::DeadLetterCause> ReadJsonArray(std::string_view content, const ParseLimits& limits,
                                                 const JsonItemVisit& visit) {
  return ReadJson(content, limits, '[', [&visit](JsonReader& reader, document& doc) {
    reader.RootItems(doc, [&](size_t index, JsonReader::Value value) { visit(reader, index, value); });
  });
}

}  // namespace trialweave::normalizer
