#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_CRITERIA_FACTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_CRITERIA_FACTS_H_

#include "normalizer/evidence/fact_list.h"
#include "normalizer/vocabulary/term_table.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::normalizer {

// Adds source and donor, where no other text stated them, from sentences of the eligibility criteria that say what the
// product is made from ("objection to a product made from donated placenta"), not what participants had before.
void AddCriteriaFacts(const v1::Registration& registration, const TermTable& terms, FactList* facts);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_CRITERIA_FACTS_H_
