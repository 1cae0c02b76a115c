#ifndef TRIALWEAVE_STORE_LINKAGE_EXPLANATION_H_
#define TRIALWEAVE_STORE_LINKAGE_EXPLANATION_H_

#include <string>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/linkage/match/match_model.h"
#include "trialweave/v1/store_linkage.pb.h"

namespace trialweave::store {

// How two registrations stand to each other, and why: decision, identifiers, score with its parts and the values behind
// them, and what stands against it. One that is not in the store is explained by what others say of it. DATA_LOSS.
absl::StatusOr<v1::PairExplanation> ExplainPair(const Reader& reader, const MatchModel& model, const std::string& a,
                                                const std::string& b);

// NOT_FOUND: no such trial or registration; INVALID_ARGUMENT: neither a trial's name nor two identifiers; DATA_LOSS.
absl::StatusOr<v1::StoreServiceExplainTrialResponse> ExplainTrial(const Reader& reader, const MatchModel& model,
                                                                  const v1::StoreServiceExplainTrialRequest& request);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_EXPLANATION_H_
