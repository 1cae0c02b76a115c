#ifndef TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_TEXT_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_TEXT_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Format `euctr_text`, source `euctr`: one country's record of the EU Clinical Trials Register's download "full trial
// details". TRUNCATED: the last part of the form, "P. End of Trial", is missing. WRONG_ROOT: no EudraCT number where it
// must stand, or several records. NO_IDENTIFIER: the number is none.
ParseResult ParseEuctrText(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_TEXT_PARSER_H_
