#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_FACTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_FACTS_H_

#include <vector>

#include "normalizer/evidence/fact_list.h"
#include "normalizer/evidence/product_class.h"

namespace trialweave::normalizer {

// What a record says of the product itself and how it is given: source, donor, isolation, product_attribute, dose,
// dose_schedule, route and site. Nothing for a record that only measures EVs.
void AddProductFacts(const std::vector<ReadText>& texts, const StudyKind& kind, v1::ProductClass product_class,
                     FactList* facts);

// The donor of what comes from birth tissue is somebody else than the participant, unless the record says so: added
// where it states a source of that kind and no donor.
void AddDonorOfBirthTissue(const std::vector<ReadText>& texts, FactList* facts);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_FACTS_H_
