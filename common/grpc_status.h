#ifndef TRIALWEAVE_COMMON_GRPC_STATUS_H_
#define TRIALWEAVE_COMMON_GRPC_STATUS_H_

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

namespace trialweave::common {

// The one place where errors become gRPC's and come back: the google.rpc.Status travels in the
// grpc-status-details-bin trailer, so ErrorInfo survives the hop.
grpc::Status ToGrpc(const absl::Status& status);
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_GRPC_STATUS_H_
