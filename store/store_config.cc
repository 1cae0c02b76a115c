#include "store/store_config.h"

#include <algorithm>
#include <string>

#include "common/config.h"
#include "common/status.h"

namespace trialweave::store {
namespace {

constexpr int64_t kMiB = 1024 * 1024;
constexpr int32_t kMaxGroupDocuments = 100'000;
constexpr int64_t kMaxGroupBytes = 1024 * kMiB;
constexpr int64_t kMinMemory = 16 * kMiB;

absl::Status Invalid(const std::string& message) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "CONFIG_INVALID", message);
}

}  // namespace

absl::Status ValidateStoreConfig(const config::v1::StoreConfig& config) {
  if (absl::Status status = common::ValidateServerConfig(config.server()); !status.ok()) return status;
  if (config.data_dir().empty()) return Invalid("data_dir: missing; name the folder of the database");
  if (config.group_documents() < 0 || config.group_documents() > kMaxGroupDocuments) {
    return Invalid("group_documents: must be 0 (default) to 100000");
  }
  if (config.group_bytes() < 0 || config.group_bytes() > kMaxGroupBytes) {
    return Invalid("group_bytes: must be 0 (default) to 1 GiB");
  }
  if (config.memory_bytes() != 0 && config.memory_bytes() < kMinMemory) {
    return Invalid("memory_bytes: must be 0 (default) or at least 16 MiB");
  }
  if (config.reserve_bytes() < -1) return Invalid("reserve_bytes: must be -1 (none), 0 (default) or more");
  if (config.changelog_entries() < 0) return Invalid("changelog_entries: must be 0 (all) or more");
  if (!config.backup_dir().empty() && config.backup_dir() == config.data_dir()) {
    return Invalid("backup_dir: must be another folder than data_dir, on another disk");
  }
  return absl::OkStatus();
}

CommitterLimits LimitsOf(const config::v1::StoreConfig& config) {
  CommitterLimits limits;
  if (config.group_documents() > 0) limits.group_items = static_cast<size_t>(config.group_documents());
  if (config.group_bytes() > 0) limits.group_bytes = static_cast<size_t>(config.group_bytes());
  limits.changelog_entries = static_cast<uint64_t>(config.changelog_entries());
  limits.reserve_bytes = config.reserve_bytes() == 0 ? 128 * kMiB : std::max<int64_t>(config.reserve_bytes(), 0);
  return limits;
}

int64_t MemoryOf(const config::v1::StoreConfig& config) {
  return config.memory_bytes() > 0 ? config.memory_bytes() : 256 * kMiB;
}

}  // namespace trialweave::store
