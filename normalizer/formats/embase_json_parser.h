#ifndef TRIALWEAVE_NORMALIZER_FORMATS_EMBASE_JSON_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_EMBASE_JSON_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// One result of the Embase API (/content/embase/article): the object with "itemInfo" and "head". Read as the reference
// in RIS that Embase would write of it. Members are known by their names wherever they stand below those two, since no
// answer of the API was at hand. Source: Elsevier, "Embase API" (EmbaseAPI.wadl, views and fields).
ParseResult ParseEmbaseJson(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_EMBASE_JSON_PARSER_H_
