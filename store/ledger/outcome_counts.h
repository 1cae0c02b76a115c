#ifndef TRIALWEAVE_STORE_LEDGER_OUTCOME_COUNTS_H_
#define TRIALWEAVE_STORE_LEDGER_OUTCOME_COUNTS_H_

#include <cstdint>
#include <string>

#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::store {

// Adds 1 (or `by`) to the outcome's count.
void Count(v1::Outcome outcome, v1::OutcomeCounts* counts, int64_t by = 1);

// Records that have an outcome in the store: created, updated, unchanged, dead-lettered. The other two are the
// crawler's to say.
uint64_t Delivered(const v1::OutcomeCounts& counts);
bool SameDelivered(const v1::OutcomeCounts& a, const v1::OutcomeCounts& b);

// For messages: "created 1, updated 0, ...".
std::string DeliveredText(const v1::OutcomeCounts& counts);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LEDGER_OUTCOME_COUNTS_H_
