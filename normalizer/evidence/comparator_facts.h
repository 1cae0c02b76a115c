#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_COMPARATOR_FACTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_COMPARATOR_FACTS_H_

#include <vector>

#include "normalizer/evidence/fact_list.h"
#include "normalizer/evidence/study_kind.h"

namespace trialweave::normalizer {

// What the record's product is compared with: from arms and interventions that are comparators, by what the registry
// says of their kind or, where it says nothing, because they lack the product that others have; else from titles and
// abstracts that compare. The product class must be known.
void AddComparators(const std::vector<ReadText>& texts, const StudyKind& kind, FactList* facts);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_COMPARATOR_FACTS_H_
