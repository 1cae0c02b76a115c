#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_STUDY_FACTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_STUDY_FACTS_H_

#include <vector>

#include "normalizer/evidence/fact_list.h"
#include "normalizer/evidence/product_class.h"

namespace trialweave::normalizer {

// What a record says of the study: condition, endpoint with its time points, comparator, evidence_type, follow_up and
// conclusion.
void AddStudyFacts(const std::vector<ReadText>& texts, const StudyKind& kind, FactList* facts);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_STUDY_FACTS_H_
