#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_V2_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_V2_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Reads one study of the ClinicalTrials.gov API v2
// (https://clinicaltrials.gov/data-api/about-api/study-data-structure). Text is unescaped from markdown; contacts and
// officials are never kept. Causes: EMPTY, TRUNCATED, MALFORMED, BAD_ENCODING, LIMIT_EXCEEDED, WRONG_ROOT (HTML, an
// array, no protocolSection), NO_IDENTIFIER.
ParseResult ParseCtgovV2(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_V2_PARSER_H_
