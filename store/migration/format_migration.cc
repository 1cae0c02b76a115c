#include "store/migration/format_migration.h"

#include <memory>

#include "common/log.h"
#include "store/commit/write_context.h"
#include "store/errors.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

constexpr char kMigrationKey[] = "migration";

// One stretch of one step; whether the step is done with it.
absl::StatusOr<bool> RunStretch(Database& database, const FormatStep& step, storage::v1::StoredMeta* meta) {
  const std::unique_ptr<Transaction> transaction = database.Begin();
  storage::v1::StoredMigration migration;
  absl::StatusOr<bool> begun = transaction->Read(Family::kMeta, kMigrationKey, &migration);
  if (!begun.ok()) return begun.status();
  if (migration.to_version() != step.to_version) migration.Clear();
  absl::StatusOr<bool> last = step.run(*transaction, migration.mutable_position());
  if (!last.ok()) return last.status();
  if (*last) {
    meta->set_format_version(step.to_version);
    transaction->Write(Family::kMeta, kFormatKey, *meta);
    transaction->Delete(Family::kMeta, kMigrationKey);
  } else {
    migration.set_to_version(step.to_version);
    transaction->Write(Family::kMeta, kMigrationKey, migration);
  }
  if (absl::Status status = database.Commit(*transaction); !status.ok()) return status;
  return last;
}

}  // namespace

const std::vector<FormatStep>& FormatSteps() {
  static const auto* const steps = new std::vector<FormatStep>{
      // Bytes that are erased have a tombstone in their place, which version 1 would take for corrupt and write over.
      // Nothing that is there changes.
      {2, "tombstones of erased documents", [](Transaction&, std::string*) { return true; }},
      // Frames may need a dictionary, which version 2 would take for corrupt. Nothing that is there changes.
      {3, "dictionaries of frames", [](Transaction&, std::string*) { return true; }},
  };
  return *steps;
}

absl::Status MigrateFormat(Database& database, const std::vector<FormatStep>& steps, uint32_t version) {
  storage::v1::StoredMeta meta;
  absl::StatusOr<bool> found = database.latest().Read(Family::kMeta, kFormatKey, &meta);
  if (!found.ok()) return found.status();
  if (!*found) return absl::OkStatus();
  if (meta.format_version() > version) return FormatTooNewError(meta.format_version(), version);
  for (const FormatStep& step : steps) {
    if (step.to_version <= meta.format_version() || step.to_version > version) continue;
    common::LogInfo("migrating the store", {{"to_version", step.to_version}, {"step", step.name}});
    bool last = false;
    while (!last) {
      absl::StatusOr<bool> ran = RunStretch(database, step, &meta);
      if (!ran.ok()) return ran.status();
      last = *ran;
    }
  }
  return absl::OkStatus();
}

}  // namespace trialweave::store
