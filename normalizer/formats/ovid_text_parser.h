#ifndef TRIALWEAVE_NORMALIZER_FORMATS_OVID_TEXT_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_OVID_TEXT_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// One reference in Ovid's export for reference managers, of Embase, MEDLINE or another database that it names. It has
// no end mark. Source: Ovid's exports, and Wolters Kluwer, "Embase 1974 to Present Database Guide" (fields).
ParseResult ParseOvidText(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_OVID_TEXT_PARSER_H_
