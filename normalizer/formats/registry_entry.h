#ifndef TRIALWEAVE_NORMALIZER_FORMATS_REGISTRY_ENTRY_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_REGISTRY_ENTRY_H_

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Since 2025 Embase has entries of ClinicalTrials.gov among its publications, of the type "Clinical Trial" and with the
// registry where a journal would be. Such an entry is no publication: it becomes the registration that it repeats
// (identifier, titles, summary, address), or the cause NO_IDENTIFIER where it does not say which. Everything else is
// handed on as it is.
ParseResult WithRegistryEntries(ParseResult result, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_REGISTRY_ENTRY_H_
