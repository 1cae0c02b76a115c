#ifndef TRIALWEAVE_STORE_LEDGER_RUN_LIFECYCLE_H_
#define TRIALWEAVE_STORE_LEDGER_RUN_LIFECYCLE_H_

#include "absl/status/status.h"
#include "store/commit/write_context.h"
#include "trialweave/v1/store_service.pb.h"

// Runs from start to end, as store_service.proto promises; the codes are the ones it names.
namespace trialweave::store {

// Repeating it under the same token gives the same run.
absl::Status StartRun(const v1::StartRunRequest& request, WriteContext& context, v1::StartRunResponse* response);

// A checkpoint behind the newest one is checked like any other, and changes nothing.
absl::Status AdvanceCheckpoint(v1::AdvanceCheckpointRequest request, WriteContext& context,
                               v1::AdvanceCheckpointResponse* response);

// Repeating it with the same ledger gives the same run. A run that failed need not balance: its ledger is the
// store's own.
absl::Status FinishRun(const v1::FinishRunRequest& request, WriteContext& context, v1::FinishRunResponse* response);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LEDGER_RUN_LIFECYCLE_H_
