#ifndef TRIALWEAVE_STORE_BACKUP_ROCKSDB_BACKUPS_H_
#define TRIALWEAVE_STORE_BACKUP_ROCKSDB_BACKUPS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "store/database/rocksdb_database.h"
#include "trialweave/v1/store_admin.pb.h"

namespace trialweave::store {

// RocksDbBackups keeps backups of the store in one folder, with RocksDB's backup engine: tables and blob files are
// copied once, however many backups have them. What the engine does not know (sequence, counts, content digest) is read
// from the backup itself when it is made, and kept beside it in "descriptions". Thread-safe; one call at a time.
class RocksDbBackups {
 public:
  explicit RocksDbBackups(std::string folder) : folder_(std::move(folder)) {}

  // Backs up `database` while it is written to: the backup is the store after some group that was committed during the
  // call, or before it. Then deletes all but the newest `keep`, unless that is 0. UNAVAILABLE (BACKUP_FAILED): no room,
  // no permission. DATA_LOSS (BACKUP_CORRUPT): it cannot be read again.
  absl::StatusOr<v1::Backup> Create(const RocksDbDatabase& database, uint32_t keep) ABSL_LOCKS_EXCLUDED(mutex_);
  // Newest first.
  absl::StatusOr<std::vector<v1::Backup>> List() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Reads all files of a backup and opens it. NOT_FOUND (BACKUP_NOT_FOUND). DATA_LOSS (BACKUP_CORRUPT).
  // FAILED_PRECONDITION (FORMAT_TOO_NEW): a newer release made it.
  absl::StatusOr<v1::Backup> Verify(uint32_t number) const ABSL_LOCKS_EXCLUDED(mutex_);
  // Writes a backup to `data_dir`, which must be empty or missing, and checks what it has written. Nothing is there
  // until everything is. NOT_FOUND, DATA_LOSS as above. FAILED_PRECONDITION (DATA_DIR_NOT_EMPTY). UNAVAILABLE
  // (BACKUP_FAILED).
  absl::StatusOr<v1::Backup> Restore(uint32_t number, const std::string& data_dir) const ABSL_LOCKS_EXCLUDED(mutex_);
  // The newest good backup of which the sequence is at most `sequence`. NOT_FOUND (BACKUP_NOT_FOUND).
  absl::StatusOr<uint32_t> NewestUpTo(uint64_t sequence) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const std::string folder_;
  mutable absl::Mutex mutex_;
};

// "backups/12" or "12". INVALID_ARGUMENT (INVALID_FIELD).
absl::StatusOr<uint32_t> ParseBackupName(const std::string& name);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_BACKUP_ROCKSDB_BACKUPS_H_
