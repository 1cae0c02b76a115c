#include "common/folded_text.h"

#include <algorithm>

#include "common/ascii_only.h"

namespace trialweave::common {
namespace {

// First bytes of the characters that are folded: U+FFxx and U+FEFF, U+2xxx, U+3000, U+00xx.
bool IsLead(char c) {
  const auto u = static_cast<unsigned char>(c);
  return (u == 0xEF) | (u == 0xE2) | (u == 0xE3) | (u == 0xC2);
}

// ASCII byte for the character at `pos`, with its length; 0 when it has none.
char FoldAt(std::string_view text, size_t pos, size_t* length) {
  const auto at = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  const unsigned char a = at(pos), b = at(pos + 1), c = at(pos + 2);
  *length = 3;
  if (a == 0xEF && (b == 0xBC || b == 0xBD) && c >= 0x80) {
    const int code = ((b & 0x3F) << 6 | (c & 0x3F)) - 0xF00;  // U+FF00 is 0
    if (code >= 1 && code <= 0x5E) return static_cast<char>(0x20 + code);
  }
  if (a == 0xEF && b == 0xBB && c == 0xBF) return ' ';
  if (a == 0xE2 && b == 0x80 && c >= 0x90 && c <= 0x95) return '-';
  if (a == 0xE2 && b == 0x88 && c == 0x92) return '-';
  // Blanks of every width, and characters without one: U+2000 to U+200D, U+202F, U+2060.
  if (a == 0xE2 && b == 0x80 && (c == 0xAF || (c >= 0x80 && c <= 0x8D))) return ' ';
  if (a == 0xE2 && b == 0x81 && c == 0xA0) return ' ';
  if (a == 0xE3 && b == 0x80 && c == 0x80) return ' ';
  *length = 2;
  if (a == 0xC2 && (b == 0xA0 || b == 0xAD)) return b == 0xA0 ? ' ' : '-';
  // The mark of "N°".
  if (a == 0xC2 && (b == 0xB0 || b == 0xBA)) return '.';
  *length = 1;
  return 0;
}

}  // namespace

FoldedText::FoldedText(std::string_view original) : original_(original) {
  if (IsAsciiOnly(original) || std::none_of(original.begin(), original.end(), IsLead)) return;
  if (original.size() >= UINT32_MAX) return;
  storage_.reserve(original.size());
  offsets_.reserve(original.size() + 1);
  for (size_t i = 0; i < original.size();) {
    size_t length = 1;
    const char ascii = IsLead(original[i]) ? FoldAt(original, i, &length) : 0;
    storage_.push_back(ascii != 0 ? ascii : original[i]);
    offsets_.push_back(static_cast<uint32_t>(i));
    i += ascii != 0 ? length : 1;
  }
  offsets_.push_back(static_cast<uint32_t>(original.size()));
}

}  // namespace trialweave::common
