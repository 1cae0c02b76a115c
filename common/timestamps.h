#ifndef TRIALWEAVE_COMMON_TIMESTAMPS_H_
#define TRIALWEAVE_COMMON_TIMESTAMPS_H_

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace trialweave::common {

google::protobuf::Timestamp ToTimestamp(absl::Time time);
absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_TIMESTAMPS_H_
