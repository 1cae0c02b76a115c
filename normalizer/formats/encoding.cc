#include "normalizer/formats/encoding.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/charset.h"
#include "common/status.h"
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

std::optional<v1::DeadLetterCause> DecodeDocument(std::string_view content, std::string_view encoding,
                                                  const ParseLimits& limits, DecodedDocument* document) {
  const std::string label = common::Trimmed(std::string(encoding));
  const std::optional<std::string> charset = label.empty() ? "UTF-8" : common::CharsetOf(label);
  if (!charset.has_value())
    return MakeCause(v1::DEAD_LETTER_REASON_BAD_ENCODING, absl::StrCat("encoding ", label, " is not read"));
  // What is too large is refused by whoever reads it.
  if (*charset == "UTF-8" || content.size() > limits.max_bytes) return std::nullopt;
  if (content.starts_with("\xEF\xBB\xBF") || common::IsUtf8Text(content)) {
    document->note = absl::StrCat("encoding: declared as ", label, ", is UTF-8");
    return std::nullopt;
  }
  common::DecodedText decoded = common::DecodeText(content, *charset);
  if (decoded.bad_offset.has_value()) {
    return MakeCause(v1::DEAD_LETTER_REASON_BAD_ENCODING,
                     absl::StrCat("byte ", *decoded.bad_offset, " is not ", *charset, ", which is declared as ", label),
                     *decoded.bad_offset);
  }
  document->text = std::move(decoded.text);
  document->decoded = true;
  document->note = absl::StrCat("encoding: decoded from ", *charset);
  return std::nullopt;
}

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
    const char* hint = common::LooksLikeGb18030(content) ? "; the text looks like GB18030 and declares nothing" : "";
    return MakeCause(v1::DEAD_LETTER_REASON_BAD_ENCODING, absl::StrCat("byte ", offset, " is not UTF-8", hint), offset);
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
