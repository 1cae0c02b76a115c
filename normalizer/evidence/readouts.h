#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_READOUTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_READOUTS_H_

#include <vector>

#include "normalizer/evidence/fact_list.h"

namespace trialweave::normalizer {

// Adds the results that texts and posted results state: readout ("VAS fell from 7.5 to 2.8 at 12 months"),
// adverse_events (counts, rates, or that there were none). Only sentences that pair one scale with its two values are
// read; nothing is computed.
void AddReadouts(const std::vector<ReadText>& texts, FactList* facts);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_READOUTS_H_
