#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ISRCTN_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ISRCTN_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// One trial of the ISRCTN registry: a <fullTrial>, an <allTrials> with exactly one, or a bare <trial>, which knows its
// sponsors and funders by number only. Source: the answers of the registry's public API, format "default".
ParseResult ParseIsrctnXml(std::string_view content, const ParseContext& context);

// The same, turned into JSON by a third party; see json_as_xml.h.
ParseResult ParseIsrctnJson(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ISRCTN_PARSER_H_
