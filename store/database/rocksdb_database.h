#ifndef TRIALWEAVE_STORE_DATABASE_ROCKSDB_DATABASE_H_
#define TRIALWEAVE_STORE_DATABASE_ROCKSDB_DATABASE_H_

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "store/database/database.h"
#include "store/database/rocksdb_wal.h"

namespace trialweave::store {

struct RocksDbOpenOptions {
  // Outlives the database; null for the real one.
  rocksdb::Env* env = nullptr;
  WalHole wal_hole = WalHole::kRefuse;
};

// RocksDbDatabase keeps the families in one RocksDB. Thread-safe.
class RocksDbDatabase : public Database {
 public:
  // Opens the database in `data_dir`, or creates it. `memory_bytes` bounds block cache and write buffers. A torn end of
  // its log is cut off. UNAVAILABLE (DATABASE_UNAVAILABLE, DISK_FULL): locked by another process, no permission, no
  // room. DATA_LOSS (WAL_CORRUPT: a group in the middle of the log is missing; FILE_CORRUPT: another file is not what
  // was written).
  // FAILED_PRECONDITION (FORMAT_TOO_NEW): it holds a family that this release does not know.
  static absl::StatusOr<std::unique_ptr<RocksDbDatabase>> Open(const std::string& data_dir, int64_t memory_bytes,
                                                               const RocksDbOpenOptions& open_options = {});
  // Opens a database that nobody writes, such as a backup where it lies; `env` may be null. Commits fail. Families that
  // the release that wrote it did not have are empty. DATA_LOSS, UNAVAILABLE, FAILED_PRECONDITION as Open.
  static absl::StatusOr<std::unique_ptr<RocksDbDatabase>> OpenReadOnly(const std::string& data_dir,
                                                                       int64_t memory_bytes, rocksdb::Env* env);
  // Writes everything to tables, so that nothing rests on the log.
  ~RocksDbDatabase() override;

  const Reader& latest() const override;
  std::unique_ptr<Reader> Snapshot() const override;
  std::unique_ptr<Transaction> Begin() override;
  absl::Status Commit(Transaction& transaction) override;
  absl::Status Resume() override;
  absl::StatusOr<uint64_t> FreeBytes() const override;
  DatabaseStats Stats() const override;
  absl::Status Purge(Family family) override;
  uint64_t EstimateKeys(Family family) const override;
  absl::Status CheckFiles(
      const std::function<bool(const std::string& file, const std::string& problem)>& on_step) const override;

  // Writes what is in memory to tables. The codes of Commit.
  absl::Status Flush();
  // For what only RocksDB does: backups, checksums of files.
  rocksdb::DB* rocksdb() const { return db_.get(); }

 private:
  class LatestReader;
  class SnapshotReader;
  class BatchTransaction;

  RocksDbDatabase(std::unique_ptr<rocksdb::DB> db, std::vector<rocksdb::ColumnFamilyHandle*> handles,
                  std::shared_ptr<rocksdb::Cache> cache);
  rocksdb::ColumnFamilyHandle* handle(Family family) const { return handles_[static_cast<size_t>(family)]; }

  const std::unique_ptr<rocksdb::DB> db_;
  const std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  const std::shared_ptr<rocksdb::Cache> cache_;
  // The newest change was refused; a flush at the end would be, too.
  std::atomic<bool> broken_ = false;
  std::unique_ptr<LatestReader> latest_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DATABASE_ROCKSDB_DATABASE_H_
