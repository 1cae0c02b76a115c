#include "normalizer/vocabulary/match_text.h"

#include <limits>

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {
namespace {

// What one character of UTF-8 becomes.
struct Folded {
  // 0 for nothing, '\x80' for the bytes as they are.
  char as = 0;
  size_t width = 1;
};

constexpr char kAsIs = '\x80';

bool StartsWith(std::string_view text, std::string_view what) { return text.substr(0, what.size()) == what; }

Folded FoldThreeBytes(std::string_view rest) {
  // U+FF01 to U+FF5E are full-width ASCII.
  if (rest[0] == '\xEF') {
    const int code =
        ((static_cast<unsigned char>(rest[1]) & 0x3F) << 6 | (static_cast<unsigned char>(rest[2]) & 0x3F)) - 0xF00;
    if (code >= 1 && code <= 0x5E) return {absl::ascii_tolower(static_cast<char>(0x20 + code)), 3};
    if (StartsWith(rest, "\xEF\xBB\xBF")) return {0, 3};
  }
  for (std::string_view quote : {"‘", "’", "‛"}) {
    if (StartsWith(rest, quote)) return {'\'', 3};
  }
  for (std::string_view quote : {"“", "”"}) {
    if (StartsWith(rest, quote)) return {'"', 3};
  }
  for (std::string_view dash : {"‐", "‑", "‒", "–", "—", "―", "−", "\xE3\x80\x80", "\xE2\x80\xAF", "\xE2\x80\x89"}) {
    if (StartsWith(rest, dash)) return {' ', 3};
  }
  for (std::string_view nothing : {"\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D", "™"}) {
    if (StartsWith(rest, nothing)) return {0, 3};
  }
  return {kAsIs, 3};
}

Folded FoldCharacter(std::string_view rest) {
  const char first = rest[0];
  if (static_cast<unsigned char>(first) < 0x80) {
    if (absl::ascii_isspace(first) || first == '-' || first == '_') return {' ', 1};
    if (first == '\\') return {0, 1};
    return {absl::ascii_tolower(first), 1};
  }
  if (StartsWith(rest, "\xC2\xA0")) return {' ', 2};
  if (StartsWith(rest, "\xC2\xAE") || StartsWith(rest, "\xC2\xAD")) return {0, 2};
  if (StartsWith(rest, "\xC2\xB4")) return {'\'', 2};
  if ((first == '\xE2' || first == '\xE3' || first == '\xEF') && rest.size() >= 3) return FoldThreeBytes(rest);
  return {kAsIs, 1};
}

}  // namespace

MatchText FoldForMatch(std::string_view text) {
  text = text.substr(0, std::numeric_limits<uint32_t>::max());
  MatchText match;
  match.folded.reserve(text.size());
  match.origin.reserve(text.size() + 1);
  match.origin_width.reserve(text.size());
  const auto put = [&match](char c, size_t at, size_t width) {
    match.folded.push_back(c);
    match.origin.push_back(static_cast<uint32_t>(at));
    match.origin_width.push_back(static_cast<uint8_t>(width));
  };
  for (size_t at = 0; at < text.size();) {
    const Folded folded = FoldCharacter(text.substr(at));
    if (folded.as == kAsIs) {
      for (size_t i = 0; i < folded.width; ++i) put(text[at + i], at + i, 1);
    } else if (folded.as == ' ') {
      if (match.folded.empty() || match.folded.back() != ' ') put(' ', at, folded.width);
    } else if (folded.as != 0) {
      put(folded.as, at, folded.width);
    }
    at += folded.width;
  }
  match.origin.push_back(static_cast<uint32_t>(text.size()));
  return match;
}

}  // namespace trialweave::normalizer
