#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_REGULATORY_FACTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_REGULATORY_FACTS_H_

#include <string>
#include <vector>

#include "normalizer/evidence/fact_list.h"

namespace trialweave::normalizer {

// Adds ind_status ("stated", "implied", "not_us", "unknown"), ivd_status ("stated", "unknown"), acceptance_number and
// registration_number. `countries` are the record's, ISO 3166-1 alpha-2.
void AddRegulatoryFacts(const std::vector<ReadText>& texts, const std::vector<std::string>& countries, FactList* facts);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_REGULATORY_FACTS_H_
