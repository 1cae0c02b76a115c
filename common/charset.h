#ifndef TRIALWEAVE_COMMON_CHARSET_H_
#define TRIALWEAVE_COMMON_CHARSET_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace trialweave::common {

// The character set that a label names ("gb2312", " UTF8 "), by its usual name: "UTF-8", "GB18030", "windows-1252",
// "ISO-8859-1", "Big5" and others. GB2312 and GBK are parts of GB18030 and are read as it; US-ASCII is part of UTF-8.
// Absent for one that is not read, UTF-16 among them. All of these are ASCII below 0x80 where a character begins.
std::optional<std::string> CharsetOf(std::string_view label);

// The label that an HTML page declares in its first 4 KiB: <meta charset=...> or <meta ... content="...; charset=...">.
// Empty when it declares none.
std::string DeclaredHtmlCharset(std::string_view page);

// Text in UTF-8, or where it stops being text in its character set.
struct DecodedText {
  std::string text;
  // Offset of the first byte that is invalid; absent when all of them are good.
  std::optional<size_t> bad_offset;
};

// Decodes `bytes` from `charset`, a name of CharsetOf, without replacing anything. Time and memory are linear.
DecodedText DecodeText(std::string_view bytes, const std::string& charset);

// True when the bytes are well-formed UTF-8 with so many characters of several bytes (eight and more) that they can
// hardly be text in another character set.
bool IsUtf8Text(std::string_view bytes);

// True when bytes that are no UTF-8 read as GB18030 and are mostly Chinese then: the likely character set of text that
// declares none. A hint for people, never a reason to decode.
bool LooksLikeGb18030(std::string_view bytes);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_CHARSET_H_
