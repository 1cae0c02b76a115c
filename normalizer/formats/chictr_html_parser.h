#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_HTML_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_HTML_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Format chictr_html: a project page of ChiCTR (showproj), bilingual or English only, saved by a person. Values are
// found by their labels in either language. The page's own number (proj, pid) is not the registration number.
// Dead letters: as every text, TRUNCATED (an <html> never closed), WRONG_ROOT (no known label with a value),
// NO_IDENTIFIER.
ParseResult ParseChictrHtml(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_HTML_PARSER_H_
