#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_LEGACY_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_LEGACY_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// One <clinical_study> of ClinicalTrials.gov's XML, which the registry gave out until 2024.
// Source: the schema public.xsd of ClinicalTrials.gov.
ParseResult ParseCtgovLegacyXml(std::string_view content, const ParseContext& context);

// The same, turned into JSON by a third party (see json_as_xml.h); dates have lost their types on that way. Characters
// may stand as references once more ("&#xD;"), and line ends as "\r" before the next line's indentation.
ParseResult ParseCtgovLegacyJson(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CTGOV_LEGACY_PARSER_H_
