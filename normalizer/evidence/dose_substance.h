#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_SUBSTANCE_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_SUBSTANCE_H_

#include <string_view>
#include <vector>

#include "normalizer/evidence/dose_grammar.h"
#include "normalizer/evidence/ev_reading.h"

namespace trialweave::normalizer {

// Whether the word nearest before an amount, or right behind it, is another substance than the product: "hyaluronic
// acid 20 mg". `evs`: the product is EVs; `codes`: names that it goes by.
bool IsOfOtherSubstance(const ReadText& read, const Dose& dose, bool evs, const std::vector<std::string_view>& codes);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_SUBSTANCE_H_
