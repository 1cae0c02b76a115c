#ifndef TRIALWEAVE_NORMALIZER_NOTICES_OPENFDA_JSON_PARSER_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_OPENFDA_JSON_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Reads one object of the results of an openFDA query (https://open.fda.gov/apis/, "Searchable fields"): enforcement
// reports of drugs, devices and food, recalls of devices, 510(k) clearances, premarket approvals, approved drugs,
// adverse events of drugs and devices. What it is shows in its keys. Contacts, addresses, reporters and patients are
// never read. Causes: those of ReadJsonObject; WRONG_ROOT (none of these), NO_IDENTIFIER (without its number),
// LIMIT_EXCEEDED.
ParseResult ParseOpenfdaJson(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_OPENFDA_JSON_PARSER_H_
