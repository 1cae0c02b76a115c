#ifndef TRIALWEAVE_NORMALIZER_FORMATS_MEDLINE_TEXT_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_MEDLINE_TEXT_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// One entry in PubMed's format (.nbib, "MEDLINE"). It has no end mark, but its last field is SO: an article without one
// is TRUNCATED. Source: NLM, "MEDLINE/PubMed Data Element (Field) Descriptions".
ParseResult ParseMedlineText(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_MEDLINE_TEXT_PARSER_H_
