#ifndef TRIALWEAVE_NORMALIZER_FORMATS_REFLIB_JSON_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_REFLIB_JSON_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// One reference as the JSON object that Reflib (IEBH/Reflib) makes of any reference format. Read as the reference in
// RIS that says the same.
ParseResult ParseReflibJson(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_REFLIB_JSON_PARSER_H_
