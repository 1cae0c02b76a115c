#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_FACTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_FACTS_H_

#include <functional>
#include <string_view>
#include <vector>

#include "normalizer/evidence/fact_list.h"
#include "normalizer/evidence/study_kind.h"

namespace trialweave::normalizer {

// Adds the doses of the product and how often they are given: dose, dose_schedule. `of_product` tells the arms and
// interventions that may state them; `codes` are names of the product that say nothing of it;
// `sole_product` says that nothing else is studied. Of a registration, what animals and earlier studies were given is
// left out. A dose that is said to vary without a number is NOT_REPORTED.
void AddDoses(const std::vector<ReadText>& texts, const std::function<bool(const ReadText&)>& of_product,
              const std::vector<std::string_view>& codes, bool sole_product, const StudyKind& kind,
              v1::ProductClass product_class, FactList* facts);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_FACTS_H_
