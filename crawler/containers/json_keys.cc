#include "crawler/containers/json_keys.h"

#include <cstdint>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace trialweave::crawler {
namespace {

// Position after the string token that starts at `pos` ('"'); npos when it does not end.
size_t SkipString(absl::string_view text, size_t pos) {
  for (++pos; pos < text.size(); ++pos) {
    if (text[pos] == '\\') {
      ++pos;
    } else if (text[pos] == '"') {
      return pos + 1;
    }
  }
  return absl::string_view::npos;
}

size_t SkipBlanks(absl::string_view text, size_t pos) {
  while (pos < text.size() && absl::ascii_isspace(text[pos])) ++pos;
  return pos;
}

bool ReadHex4(absl::string_view text, uint32_t* value) {
  if (text.size() < 4) return false;
  *value = 0;
  for (char c : text.substr(0, 4)) {
    if (!absl::ascii_isxdigit(c)) return false;
    *value = *value * 16 + (absl::ascii_isdigit(c) ? c - '0' : absl::ascii_tolower(c) - 'a' + 10);
  }
  return true;
}

void AppendUtf8(uint32_t c, std::string* out) {
  if (c < 0x80) {
    out->push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    absl::StrAppend(out, std::string{static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))});
  } else if (c < 0x10000) {
    absl::StrAppend(out, std::string{static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
                                     static_cast<char>(0x80 | (c & 0x3F))});
  } else {
    absl::StrAppend(out, std::string{static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3F)),
                                     static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))});
  }
}

// Resolves the \u escape whose hex digits start `rest`; returns how many bytes of `rest` it took, 0 if wrong.
size_t DecodeUnicodeEscape(absl::string_view rest, std::string* out) {
  uint32_t c = 0;
  if (!ReadHex4(rest, &c)) return 0;
  uint32_t low = 0;
  if (c >= 0xD800 && c < 0xDC00 && rest.substr(4, 2) == "\\u" && ReadHex4(rest.substr(6), &low) && low >= 0xDC00 &&
      low < 0xE000) {
    AppendUtf8(0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00), out);
    return 10;
  }
  if (c >= 0xD800 && c < 0xE000) c = 0xFFFD;
  AppendUtf8(c, out);
  return 4;
}

}  // namespace

std::vector<std::string> TopLevelKeys(absl::string_view head) {
  std::vector<std::string> keys;
  size_t depth = 0;
  for (size_t pos = 0; pos < head.size();) {
    const char c = head[pos];
    if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth <= 1) return keys;
      --depth;
    } else if (c == '"') {
      const size_t end = SkipString(head, pos);
      if (end == absl::string_view::npos) return keys;
      const size_t next = SkipBlanks(head, end);
      if (depth == 1 && next < head.size() && head[next] == ':') keys.emplace_back(head.substr(pos + 1, end - pos - 2));
      pos = end;
      continue;
    }
    ++pos;
  }
  return keys;
}

std::string DecodeJsonString(absl::string_view token) {
  if (token.size() < 2 || token.front() != '"' || token.back() != '"') return std::string(token);
  token = token.substr(1, token.size() - 2);
  std::string out;
  for (size_t pos = 0; pos < token.size(); ++pos) {
    if (token[pos] != '\\' || pos + 1 == token.size()) {
      out.push_back(token[pos]);
      continue;
    }
    const char c = token[++pos];
    const absl::string_view simple = "\"\\/bfnrt";
    const size_t which = simple.find(c);
    if (which != absl::string_view::npos) {
      out.push_back("\"\\/\b\f\n\r\t"[which]);
    } else if (const size_t used = c == 'u' ? DecodeUnicodeEscape(token.substr(pos + 1), &out) : 0; used > 0) {
      pos += used;
    } else {
      out.push_back('\\');
      out.push_back(c);
    }
  }
  return out;
}

std::string FindStringMember(absl::string_view json, absl::string_view key) {
  const std::string token = absl::StrCat("\"", key, "\"");
  for (size_t pos = json.find(token); pos != absl::string_view::npos; pos = json.find(token, pos + 1)) {
    size_t next = SkipBlanks(json, pos + token.size());
    if (next >= json.size() || json[next] != ':') continue;
    next = SkipBlanks(json, next + 1);
    if (next >= json.size() || json[next] != '"') continue;
    const size_t end = SkipString(json, next);
    if (end == absl::string_view::npos) return "";
    return DecodeJsonString(json.substr(next, end - next));
  }
  return "";
}

}  // namespace trialweave::crawler
