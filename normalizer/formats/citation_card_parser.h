#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CITATION_CARD_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CITATION_CARD_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// One citation card: what a person writes down of a report that no database has (docs/formats.md has the form).
//
//   card  = "Citation card" line (label ":" value line | more-of-the-value line)* "End of card"
//
// Labels may be English or Chinese, and the colon full-width. Causes: WRONG_ROOT: no card; TRUNCATED: no end;
// MALFORMED: a label that the form does not have; NO_IDENTIFIER: no title.
ParseResult ParseCitationCard(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CITATION_CARD_PARSER_H_
