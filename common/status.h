#ifndef TRIALWEAVE_COMMON_STATUS_H_
#define TRIALWEAVE_COMMON_STATUS_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace trialweave::common {

// Errors are absl::Status with exactly one google.rpc.ErrorInfo (domain "trialweave") as payload. Named
// functions in the owning folders build them with this one.
//
// `reason` is UPPER_SNAKE and stable; `message` says what was wrong, with the value, and what to do.
absl::Status MakeError(absl::StatusCode code, std::string_view reason, std::string_view message,
                       const std::map<std::string, std::string>& metadata = {});

// The ErrorInfo's reason; empty when the status has none.
std::string ErrorReason(const absl::Status& status);

// One metadata value of the ErrorInfo; empty when there is none.
std::string ErrorMetadata(const absl::Status& status, const std::string& key);

// To and from the wire form. A status without ErrorInfo gets one whose reason is its code's name.
google::rpc::Status ToProto(const absl::Status& status);
absl::Status FromProto(const google::rpc::Status& status);

// A value for an error message: control characters escaped, cut to `max_bytes` on a character boundary.
std::string Trimmed(std::string_view value, size_t max_bytes = 80);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_STATUS_H_
