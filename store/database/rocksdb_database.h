#ifndef TRIALWEAVE_STORE_DATABASE_ROCKSDB_DATABASE_H_
#define TRIALWEAVE_STORE_DATABASE_ROCKSDB_DATABASE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "store/database/database.h"

namespace trialweave::store {

// RocksDbDatabase keeps the families in one RocksDB. Thread-safe.
class RocksDbDatabase : public Database {
 public:
  // Opens the database in `data_dir`, or creates it. `memory_bytes` bounds block cache and write buffers.
  // UNAVAILABLE (DATABASE_UNAVAILABLE): locked by another process, no permission, disk full. DATA_LOSS.
  // FAILED_PRECONDITION (FORMAT_TOO_NEW): it holds a family that this release does not know.
  static absl::StatusOr<std::unique_ptr<RocksDbDatabase>> Open(const std::string& data_dir, int64_t memory_bytes);
  ~RocksDbDatabase() override;

  const Reader& latest() const override;
  std::unique_ptr<Reader> Snapshot() const override;
  std::unique_ptr<Transaction> Begin() override;
  absl::Status Commit(Transaction& transaction) override;
  DatabaseStats Stats() const override;

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
  std::unique_ptr<LatestReader> latest_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DATABASE_ROCKSDB_DATABASE_H_
