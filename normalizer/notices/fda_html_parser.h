#ifndef TRIALWEAVE_NORMALIZER_NOTICES_FDA_HTML_PARSER_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_FDA_HTML_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Reads a page of fda.gov that is a notice: a warning or untitled letter, a safety notice, a recall, an announcement.
// The page's layout is not relied on: labels that the project knows are paired with what stands behind them; a letter's
// text is what stands between its salutation and its closing. Addressees, signatories, street addresses and contacts
// are never read. Causes: those of ReadNoticePage; WRONG_ROOT (no page of the FDA's, a list, an error page: neither a
// case number nor a date), NO_IDENTIFIER (without its own address), LIMIT_EXCEEDED.
ParseResult ParseFdaHtml(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_FDA_HTML_PARSER_H_
