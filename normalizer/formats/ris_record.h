#ifndef TRIALWEAVE_NORMALIZER_FORMATS_RIS_RECORD_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_RIS_RECORD_H_

#include "normalizer/formats/parse_result.h"
#include "normalizer/formats/tagged_reference.h"

namespace trialweave::normalizer {

// The publication that a reference's fields are, under the tags of RIS and in the dialect that they show
// (ris_dialect.h). Formats that say the same under other names (EndNote's XML, Embase's tables) come here too. An entry
// of a trial registry that Embase has among its publications is a registration.
ParseResult ReadRisReference(const TaggedReference& reference, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_RIS_RECORD_H_
