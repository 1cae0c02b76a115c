#include "query/cli/display_width.h"

#include "unicode/uchar.h"
#include "unicode/utf8.h"

namespace trialweave::query {
namespace {

UChar32 Next(const std::string& text, int32_t& i) {
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(reinterpret_cast<const uint8_t*>(text.data()), i, static_cast<int32_t>(text.size()), c);
  return c;
}

void Append(UChar32 c, std::string& out) {
  uint8_t buffer[U8_MAX_LENGTH];
  int32_t length = 0;
  U8_APPEND_UNSAFE(buffer, length, c);
  out.append(reinterpret_cast<const char*>(buffer), length);
}

bool IsUnsafe(UChar32 c) {
  const bool turns_direction =
      c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return u_iscntrl(c) || turns_direction || c == 0x2028 || c == 0x2029;
}

int WidthOf(UChar32 c) {
  const int type = u_charType(c);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

}  // namespace

std::string Printable(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  for (int32_t i = 0; i < static_cast<int32_t>(text.size());) {
    const UChar32 c = Next(text, i);
    Append(IsUnsafe(c) ? ' ' : c, out);
  }
  return out;
}

int DisplayWidth(const std::string& text) {
  int width = 0;
  for (int32_t i = 0; i < static_cast<int32_t>(text.size());) width += WidthOf(Next(text, i));
  return width;
}

std::string CutToWidth(const std::string& text, int width) {
  if (DisplayWidth(text) <= width) return text;
  int used = 0;
  int32_t i = 0;
  while (i < static_cast<int32_t>(text.size())) {
    int32_t after = i;
    const int next = WidthOf(Next(text, after));
    if (used + next > width - 1) break;
    used += next;
    i = after;
  }
  return width <= 0 ? "" : text.substr(0, i) + "…";
}

}  // namespace trialweave::query
