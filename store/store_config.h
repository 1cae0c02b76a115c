#ifndef TRIALWEAVE_STORE_STORE_CONFIG_H_
#define TRIALWEAVE_STORE_STORE_CONFIG_H_

#include <cstdint>

#include "absl/status/status.h"
#include "store/commit/committer.h"
#include "trialweave/config/v1/config.pb.h"

namespace trialweave::store {

// INVALID_ARGUMENT (CONFIG_INVALID): no data_dir, a figure out of range, or the server's part is wrong.
absl::Status ValidateStoreConfig(const config::v1::StoreConfig& config);

// With the defaults of config.proto. Of a valid configuration.
CommitterLimits LimitsOf(const config::v1::StoreConfig& config);
int64_t MemoryOf(const config::v1::StoreConfig& config);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_STORE_CONFIG_H_
