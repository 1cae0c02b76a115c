#ifndef TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_JSON_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_JSON_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Format `euctr_json`, source `euctr`: one country's record of the EU Clinical Trials Register as ctrdata keeps it, the
// same form as `euctr_text` with keys made of its labels, and the posted results beside it. WRONG_ROOT: no
// a2_eudract_number. NO_IDENTIFIER: it is no EudraCT number.
ParseResult ParseEuctrJson(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_JSON_PARSER_H_
