#include "normalizer/formats/encoding.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "simdjson.h"

namespace trialweave::normalizer {
namespace {

// Offset of the first byte that is not part of a well-formed character (Unicode 15, table 3-7, simplified:
// the fast check has already said that there is one).
size_t FirstBadByte(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const size_t length = c < 0x80                ? 1
                          : c >= 0xC2 && c < 0xE0 ? 2
                          : c >= 0xE0 && c < 0xF0 ? 3
                          : c >= 0xF0 && c < 0xF5 ? 4
                                                  : 0;
    if (length == 0 || i + length > text.size() || !simdjson::validate_utf8(text.data() + i, length)) return i;
    i += length;
  }
  return 0;
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::optional<v1::DeadLetterCause> CheckText(std::string_view content, const ParseLimits& limits) {
  if (content.size() > limits.max_bytes) {
    return MakeCause(
        v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
        absl::StrCat("the document has ", content.size(), " bytes; at most ", limits.max_bytes, " are read"),
        limits.max_bytes);
  }
  if (StripMarkAndBlanks(content).empty())
    return MakeCause(v1::DEAD_LETTER_REASON_EMPTY, "there is nothing in the document");
  if (!simdjson::validate_utf8(content.data(), content.size())) {
    const size_t offset = FirstBadByte(content);
    return MakeCause(v1::DEAD_LETTER_REASON_BAD_ENCODING, absl::StrCat("byte ", offset, " is not UTF-8"), offset);
  }
  const size_t nul = content.find('\0');
  if (nul != std::string_view::npos) {
    return MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, absl::StrCat("byte ", nul, " is NUL; text has none"), nul);
  }
  return std::nullopt;
}

std::string_view StripMarkAndBlanks(std::string_view content) {
  if (content.starts_with("\xEF\xBB\xBF")) content.remove_prefix(3);
  while (!content.empty() && IsBlank(content.front())) content.remove_prefix(1);
  while (!content.empty() && IsBlank(content.back())) content.remove_suffix(1);
  return content;
}

bool LooksLikeHtml(std::string_view content) {
  std::string head(StripMarkAndBlanks(content).substr(0, 32));
  absl::AsciiStrToLower(&head);
  return head.starts_with("<!doctype html") || head.starts_with("<html");
}

}  // namespace trialweave::normalizer
