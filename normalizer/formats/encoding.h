#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ENCODING_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ENCODING_H_

#include <optional>
#include <string>
#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// A document's text as the parsers read it: UTF-8.
struct DecodedDocument {
  // In UTF-8 where it had to be decoded; else empty, and the document's own bytes are the text.
  std::string text;
  bool decoded = false;
  // What was done, for people; empty when nothing was.
  std::string note;
};

// Decodes `content` from `encoding`, the label that its container or page declares, exactly as declared. Text that is
// declared in another character set and is UTF-8 without doubt (it was converted, and its declaration forgotten) stays
// as it is, with a note. The cause otherwise: BAD_ENCODING with the offset of the first byte that is not in the
// character set, or for a label that is not read.
std::optional<v1::DeadLetterCause> DecodeDocument(std::string_view content, std::string_view encoding,
                                                  const ParseLimits& limits, DecodedDocument* document);

// What every text format asks of its bytes: some, not too many, UTF-8, no NUL. The cause when they are not:
// EMPTY, LIMIT_EXCEEDED, BAD_ENCODING, MALFORMED, each with its offset. What text that is no UTF-8 looks like is said
// and never acted upon.
std::optional<v1::DeadLetterCause> CheckText(std::string_view content, const ParseLimits& limits);

// Without a byte order mark and blanks around it.
std::string_view StripMarkAndBlanks(std::string_view content);

// True when the first thing in it is an HTML page: a doctype or <html>.
bool LooksLikeHtml(std::string_view content);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ENCODING_H_
