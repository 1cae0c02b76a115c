#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_ROUTE_FACTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_ROUTE_FACTS_H_

#include <string_view>
#include <vector>

#include "normalizer/evidence/fact_list.h"
#include "normalizer/evidence/product_view.h"

namespace trialweave::normalizer {

// How and where the product is given: route and site. `codes` are names of the product that say nothing of it.
void AddRoutes(const std::vector<ReadText>& texts, const ProductView& product,
               const std::vector<std::string_view>& codes, FactList* facts);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_ROUTE_FACTS_H_
