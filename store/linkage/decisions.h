#ifndef TRIALWEAVE_STORE_LINKAGE_DECISIONS_H_
#define TRIALWEAVE_STORE_LINKAGE_DECISIONS_H_

#include "absl/status/status.h"
#include "store/commit/write_context.h"
#include "trialweave/v1/store_linkage.pb.h"

namespace trialweave::store {

// Records a person's verdict on two registrations and re-links what hangs on it. INVALID_ARGUMENT (INVALID_FIELD);
// FAILED_PRECONDITION (DECISION_CONTRADICTS).
absl::Status TakeDecision(const v1::CreateDecisionRequest& request, WriteContext& context,
                          v1::CreateDecisionResponse* response);

// NOT_FOUND; INVALID_ARGUMENT; FAILED_PRECONDITION (DECISION_REVOKED).
absl::Status RevokeDecision(const v1::RevokeDecisionRequest& request, WriteContext& context,
                            v1::RevokeDecisionResponse* response);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_DECISIONS_H_
