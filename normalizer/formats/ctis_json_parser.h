#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CTIS_JSON_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CTIS_JSON_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Format `ctis_json`, source `ctis`: one trial of the Clinical Trials Information System, in both shapes of its public
// interface, until June 2024 (authorizedPartI beside authorizedPartsII) and since (both in authorizedApplication), as
// the interface gives it or with the fields that ctrdata adds. WRONG_ROOT: no ctNumber. NO_IDENTIFIER: ctNumber is no
// EU CT number.
ParseResult ParseCtisJson(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CTIS_JSON_PARSER_H_
