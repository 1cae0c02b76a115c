#include "normalizer/formats/json_reader.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace trialweave::normalizer {
namespace {

// The quote that ends the string which begins at `begin`: one with an even number of backslashes before it.
size_t StringEnd(std::string_view json, size_t begin) {
  size_t at = json.find('"', begin + 1);
  for (; at != std::string_view::npos; at = json.find('"', at + 1)) {
    size_t escapes = 0;
    while (json[at - 1 - escapes] == '\\') ++escapes;
    if (escapes % 2 == 0) break;
  }
  return at;
}

}  // namespace

std::optional<v1::DeadLetterCause> CheckJsonStructure(std::string_view json, const ParseLimits& limits) {
  int depth = 0;
  size_t elements = 0;
  for (size_t i = 0; i < json.size(); ++i) {
    switch (json[i]) {
      case '"':
        i = StringEnd(json, i);
        if (i == std::string_view::npos) {
          return MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, "the text ends inside a string", json.size());
        }
        break;
      case '{':
      case '[':
        if (++depth > limits.max_depth) {
          return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
                           absl::StrCat("nested deeper than ", limits.max_depth, " levels"), i);
        }
        break;
      case '}':
      case ']':
        if (--depth <= 0 && i + 1 < json.size()) {
          return MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, "something follows the end of the JSON text", i + 1);
        }
        break;
      case ',':
        if (++elements > limits.max_elements) {
          return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
                           absl::StrCat("more than ", limits.max_elements, " values"), i);
        }
        break;
      default:
        break;
    }
  }
  if (depth > 0)
    return MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, absl::StrCat("the text ends ", depth, " levels deep"),
                     json.size());
  return std::nullopt;
}

bool JsonReader::Is(Value& value, simdjson::ondemand::json_type wanted) {
  simdjson::ondemand::json_type type{};
  return ok() && Ok(value.type().get(type)) && type == wanted;
}

void JsonReader::AppendToken(std::string_view key) {
  path_ += '/';
  const auto escaped = [](char c) { return c == '~' || c == '/'; };
  if (std::none_of(key.begin(), key.end(), escaped)) {
    path_ += key;
    return;
  }
  for (char c : key) {
    if (c == '~') {
      path_ += "~0";
    } else if (c == '/') {
      path_ += "~1";
    } else {
      path_ += c;
    }
  }
}

std::string_view JsonReader::Text(Value value, Where* where) {
  simdjson::ondemand::json_type type{};
  if (!ok() || !Ok(value.type().get(type))) return "";
  std::string_view token = value.raw_json_token();
  while (!token.empty() &&
         (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t')) {
    token.remove_suffix(1);
  }
  where->path = path_;
  where->offset = token.data() - json_.data();
  where->length = token.size();
  if (where->offset + where->length > json_.size()) where->offset = where->length = 0;
  if (type == simdjson::ondemand::json_type::string) {
    std::string_view text;
    return Ok(value.get_string().get(text)) ? text : std::string_view();
  }
  if (type == simdjson::ondemand::json_type::number || type == simdjson::ondemand::json_type::boolean)
    return token.substr(0, 64);
  return "";
}

}  // namespace trialweave::normalizer
