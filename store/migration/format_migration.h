#ifndef TRIALWEAVE_STORE_MIGRATION_FORMAT_MIGRATION_H_
#define TRIALWEAVE_STORE_MIGRATION_FORMAT_MIGRATION_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/database/database.h"

namespace trialweave::store {

// FormatStep turns a store of format version to_version - 1 into one of to_version, a stretch at a time.
struct FormatStep {
  uint32_t to_version = 0;
  // For the log.
  std::string name;
  // Changes a stretch behind `*position` (at first empty) through the transaction, moves `*position` behind it, and
  // returns whether that was the last one. Each stretch is committed by itself with its position, so that a migration
  // that was stopped goes on; what it has done must not be done twice.
  std::function<absl::StatusOr<bool>(Transaction& transaction, std::string* position)> run;
};

// The steps from format version 1 to kFormatVersion, in order.
const std::vector<FormatStep>& FormatSteps();

// Brings the store to `version` by those of `steps` that it needs; does nothing when it has that version. A store
// without a version is new, and the caller's to mark. FAILED_PRECONDITION (FORMAT_TOO_NEW): a newer release wrote it.
// DATA_LOSS, UNAVAILABLE.
absl::Status MigrateFormat(Database& database, const std::vector<FormatStep>& steps, uint32_t version);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_MIGRATION_FORMAT_MIGRATION_H_
