#include "common/charset.h"

#include <iconv.h>

#include <algorithm>
#include <cerrno>

#include "absl/strings/ascii.h"

namespace trialweave::common {
namespace {

struct Label {
  std::string_view label;
  const char* charset;
};

// Labels in lower case, after the WHATWG Encoding Standard and the IANA registry. iconv knows the names on the right.
constexpr Label kLabels[] = {
    {"utf-8", "UTF-8"},
    {"utf8", "UTF-8"},
    {"us-ascii", "UTF-8"},
    {"ascii", "UTF-8"},
    {"gb18030", "GB18030"},
    {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"gbk", "GB18030"},
    {"x-gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"windows-936", "GB18030"},
    {"big5", "BIG5"},
    {"big5-hkscs", "BIG5-HKSCS"},
    {"iso-8859-1", "ISO-8859-1"},
    {"iso8859-1", "ISO-8859-1"},
    {"latin1", "ISO-8859-1"},
    {"iso-8859-2", "ISO-8859-2"},
    {"iso-8859-15", "ISO-8859-15"},
    {"windows-1252", "windows-1252"},
    {"cp1252", "windows-1252"},
    {"windows-1250", "windows-1250"},
    {"windows-1251", "windows-1251"},
    {"shift_jis", "SHIFT_JIS"},
    {"euc-jp", "EUC-JP"},
    {"euc-kr", "EUC-KR"},
};

// iconv_t that closes itself.
class Converter {
 public:
  explicit Converter(const std::string& charset) : handle_(iconv_open("UTF-8", charset.c_str())) {}
  ~Converter() {
    if (ok()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  // iconv's way to say that it failed is the handle of all ones.
  bool ok() const {
    return handle_ != reinterpret_cast<iconv_t>(-1);  // NOLINT(performance-no-int-to-ptr): POSIX has it so
  }
  iconv_t get() const { return handle_; }

 private:
  iconv_t handle_;
};

size_t SkipBlanks(std::string_view text, size_t at) {
  while (at < text.size() && absl::ascii_isspace(text[at])) ++at;
  return at;
}

// The value behind "charset" and its '=' in one tag; empty when there is none.
std::string CharsetInTag(std::string_view tag) {
  const size_t found = tag.find("charset");
  if (found == std::string_view::npos) return "";
  size_t at = SkipBlanks(tag, found + 7);
  if (at >= tag.size() || tag[at] != '=') return "";
  at = SkipBlanks(tag, at + 1);
  if (at < tag.size() && (tag[at] == '"' || tag[at] == '\'')) at = SkipBlanks(tag, at + 1);
  size_t end = at;
  while (end < tag.size() && (absl::ascii_isalnum(tag[end]) || tag[end] == '-' || tag[end] == '_' || tag[end] == ':'))
    ++end;
  return std::string(tag.substr(at, end - at));
}

}  // namespace

std::optional<std::string> CharsetOf(std::string_view label) {
  std::string name(absl::StripAsciiWhitespace(std::string(label)));
  absl::AsciiStrToLower(&name);
  for (const Label& known : kLabels) {
    if (name == known.label) return known.charset;
  }
  return std::nullopt;
}

std::string DeclaredHtmlCharset(std::string_view page) {
  std::string head(page.substr(0, 4096));
  absl::AsciiStrToLower(&head);
  for (size_t at = head.find("<meta"); at != std::string::npos; at = head.find("<meta", at + 5)) {
    const size_t end = std::min(head.find('>', at), head.size());
    const std::string charset = CharsetInTag(std::string_view(head).substr(at, end - at));
    if (!charset.empty()) return charset;
  }
  return "";
}

DecodedText DecodeText(std::string_view bytes, const std::string& charset) {
  DecodedText decoded;
  const Converter converter(charset);
  if (!converter.ok()) {
    decoded.bad_offset = 0;
    return decoded;
  }
  // iconv does not write to its input.
  char* in = const_cast<char*>(bytes.data());
  size_t left = bytes.size();
  constexpr size_t kChunk = 64 * 1024;
  std::string buffer(kChunk, '\0');
  while (left > 0) {
    char* out = buffer.data();
    size_t room = kChunk;
    const size_t result = iconv(converter.get(), &in, &left, &out, &room);
    const int error = errno;
    decoded.text.append(buffer.data(), kChunk - room);
    if (result != static_cast<size_t>(-1) || error == E2BIG) continue;
    decoded.bad_offset = bytes.size() - left;
    break;
  }
  return decoded;
}

bool IsUtf8Text(std::string_view bytes) {
  constexpr size_t kEnough = 8;
  size_t characters = 0;
  for (char c : bytes) characters += static_cast<unsigned char>(c) >= 0xC2 ? 1 : 0;
  return characters >= kEnough && !DecodeText(bytes, "UTF-8").bad_offset.has_value();
}

bool LooksLikeGb18030(std::string_view bytes) {
  const DecodedText decoded = DecodeText(bytes, "GB18030");
  if (decoded.bad_offset.has_value()) return false;
  size_t han = 0, other = 0;
  for (size_t i = 0; i < decoded.text.size(); ++i) {
    const auto c = static_cast<unsigned char>(decoded.text[i]);
    if (c < 0xC2) continue;  // ASCII, and bytes inside a character
    // U+4E00 to U+9FFF, and CJK punctuation and full-width forms, which go with them.
    const bool cjk = (c >= 0xE4 && c <= 0xE9) || decoded.text.compare(i, 2, "\xE3\x80") == 0 ||
                     decoded.text.compare(i, 2, "\xEF\xBC") == 0;
    ++(cjk ? han : other);
  }
  return han > 0 && han >= 9 * other;
}

}  // namespace trialweave::common
