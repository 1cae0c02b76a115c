#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ENCODING_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ENCODING_H_

#include <optional>
#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// What every text format asks of its bytes: some, not too many, UTF-8, no NUL. The cause when they are not:
// EMPTY, LIMIT_EXCEEDED, BAD_ENCODING, MALFORMED, each with its offset.
std::optional<v1::DeadLetterCause> CheckText(std::string_view content, const ParseLimits& limits);

// Without a byte order mark and blanks around it.
std::string_view StripMarkAndBlanks(std::string_view content);

// True when the first thing in it is an HTML page: a doctype or <html>.
bool LooksLikeHtml(std::string_view content);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ENCODING_H_
