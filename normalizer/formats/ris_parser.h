#ifndef TRIALWEAVE_NORMALIZER_FORMATS_RIS_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_RIS_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// One reference in RIS, in the dialect that it shows by itself (ris_dialect.h). An entry of a trial registry that
// Embase has among its publications is a registration. Source: Research Information Systems, "RIS Format
// Specifications", 2011, and the databases' exports.
ParseResult ParseRis(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_RIS_PARSER_H_
