#include "store/database/rocksdb_database.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "rocksdb/utilities/write_batch_with_index.h"
#include "store/database/rocksdb_options.h"
#include "store/errors.h"

namespace trialweave::store {
namespace {

// Checksums over keys and values from the batch to the memtable: a flipped bit in memory is seen.
constexpr size_t kProtectionBytes = 8;

rocksdb::Slice ToSlice(std::string_view bytes) { return rocksdb::Slice(bytes.data(), bytes.size()); }

absl::Status FromRocksDb(const rocksdb::Status& status, std::string_view family) {
  if (status.ok()) return absl::OkStatus();
  if (status.IsCorruption()) return ValueCorruptError(std::string(family) + " (" + status.ToString() + ")");
  return DatabaseUnavailableError(status.ToString());
}

absl::Status FromRocksDb(const rocksdb::Status& status, Family family) {
  return FromRocksDb(status, kFamilyNames[static_cast<size_t>(family)]);
}

class RocksDbCursor : public Cursor {
 public:
  RocksDbCursor(std::unique_ptr<rocksdb::Iterator> iterator, Family family)
      : iterator_(std::move(iterator)), family_(family) {}
  void Seek(std::string_view key) override { iterator_->Seek(ToSlice(key)); }
  void SeekForPrev(std::string_view key) override { iterator_->SeekForPrev(ToSlice(key)); }
  void Next() override { iterator_->Next(); }
  bool Valid() const override { return iterator_->Valid(); }
  std::string_view key() const override { return {iterator_->key().data(), iterator_->key().size()}; }
  std::string_view value() const override { return {iterator_->value().data(), iterator_->value().size()}; }
  absl::Status status() const override { return FromRocksDb(iterator_->status(), family_); }

 private:
  const std::unique_ptr<rocksdb::Iterator> iterator_;
  const Family family_;
};

absl::StatusOr<std::optional<std::string>> FromGet(const rocksdb::Status& status, Family family, std::string value) {
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return FromRocksDb(status, family);
  return std::optional<std::string>(std::move(value));
}

}  // namespace

class RocksDbDatabase::LatestReader : public Reader {
 public:
  explicit LatestReader(const RocksDbDatabase* database) : database_(database) {}
  absl::StatusOr<std::optional<std::string>> Get(Family family, std::string_view key) const override {
    std::string value;
    const rocksdb::Status status =
        database_->db_->Get(rocksdb::ReadOptions(), database_->handle(family), ToSlice(key), &value);
    return FromGet(status, family, std::move(value));
  }
  std::unique_ptr<Cursor> Scan(Family family) const override {
    std::unique_ptr<rocksdb::Iterator> iterator(
        database_->db_->NewIterator(rocksdb::ReadOptions(), database_->handle(family)));
    return std::make_unique<RocksDbCursor>(std::move(iterator), family);
  }

 private:
  const RocksDbDatabase* const database_;
};

class RocksDbDatabase::SnapshotReader : public Reader {
 public:
  explicit SnapshotReader(const RocksDbDatabase* database)
      : database_(database), snapshot_(database->db_->GetSnapshot()) {
    options_.snapshot = snapshot_;
    // Snapshots serve reads of everything: those must not push out what commits need.
    options_.fill_cache = false;
  }
  ~SnapshotReader() override { database_->db_->ReleaseSnapshot(snapshot_); }
  absl::StatusOr<std::optional<std::string>> Get(Family family, std::string_view key) const override {
    std::string value;
    const rocksdb::Status status = database_->db_->Get(options_, database_->handle(family), ToSlice(key), &value);
    return FromGet(status, family, std::move(value));
  }
  std::unique_ptr<Cursor> Scan(Family family) const override {
    std::unique_ptr<rocksdb::Iterator> iterator(database_->db_->NewIterator(options_, database_->handle(family)));
    return std::make_unique<RocksDbCursor>(std::move(iterator), family);
  }

 private:
  const RocksDbDatabase* const database_;
  const rocksdb::Snapshot* const snapshot_;
  rocksdb::ReadOptions options_;
};

class RocksDbDatabase::BatchTransaction : public Transaction {
 public:
  explicit BatchTransaction(RocksDbDatabase* database)
      : database_(database), batch_(rocksdb::BytewiseComparator(), 0, true, 0, kProtectionBytes) {}
  absl::StatusOr<std::optional<std::string>> Get(Family family, std::string_view key) const override {
    std::string value;
    const rocksdb::Status status = batch_.GetFromBatchAndDB(database_->db_.get(), rocksdb::ReadOptions(),
                                                            database_->handle(family), ToSlice(key), &value);
    return FromGet(status, family, std::move(value));
  }
  std::unique_ptr<Cursor> Scan(Family family) const override {
    rocksdb::Iterator* base = database_->db_->NewIterator(rocksdb::ReadOptions(), database_->handle(family));
    std::unique_ptr<rocksdb::Iterator> iterator(batch_.NewIteratorWithBase(database_->handle(family), base));
    return std::make_unique<RocksDbCursor>(std::move(iterator), family);
  }
  void Put(Family family, std::string_view key, std::string_view value) override {
    Keep(batch_.Put(database_->handle(family), ToSlice(key), ToSlice(value)));
  }
  void Delete(Family family, std::string_view key) override {
    Keep(batch_.Delete(database_->handle(family), ToSlice(key)));
  }
  void SetSavePoint() override {
    batch_.SetSavePoint();
    counts_.push_back(batch_.GetWriteBatch()->Count());
  }
  void RollBackToSavePoint() override {
    // Rolling back rebuilds the index of the whole batch: most that is refused has changed nothing.
    if (batch_.GetWriteBatch()->Count() == counts_.back()) return ReleaseSavePoint();
    counts_.pop_back();
    Keep(batch_.RollbackToSavePoint());
  }
  void ReleaseSavePoint() override {
    counts_.pop_back();
    Keep(batch_.PopSavePoint());
  }
  bool empty() const override { return batch_.GetWriteBatch()->Count() == 0; }

  // A batch that could not take a change must not be written.
  const rocksdb::Status& first_error() const { return first_error_; }
  rocksdb::WriteBatch* batch() { return batch_.GetWriteBatch(); }

 private:
  void Keep(const rocksdb::Status& status) {
    if (first_error_.ok() && !status.ok()) first_error_ = status;
  }

  RocksDbDatabase* const database_;
  // RocksDB's readers of a batch are not const.
  mutable rocksdb::WriteBatchWithIndex batch_;
  // Changes in the batch at each save point.
  std::vector<uint32_t> counts_;
  rocksdb::Status first_error_;
};

absl::StatusOr<std::unique_ptr<RocksDbDatabase>> RocksDbDatabase::Open(const std::string& data_dir,
                                                                       int64_t memory_bytes) {
  std::error_code error;
  std::filesystem::create_directories(data_dir, error);
  if (error) return DatabaseUnavailableError("cannot make " + data_dir + ": " + error.message());
  std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(static_cast<size_t>(memory_bytes));
  const rocksdb::DBOptions options = MakeDatabaseOptions(cache, memory_bytes);
  std::vector<std::string> present;
  if (rocksdb::DB::ListColumnFamilies(options, data_dir, &present).ok()) {
    for (const std::string& name : present) {
      if (std::find(kFamilyNames.begin(), kFamilyNames.end(), name) == kFamilyNames.end()) {
        return FormatTooNewError(kFormatVersion + 1, kFormatVersion);
      }
    }
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(options, data_dir, MakeFamilyOptions(cache, memory_bytes), &handles, &db);
  if (!status.ok()) return FromRocksDb(status, "database");
  return std::unique_ptr<RocksDbDatabase>(
      new RocksDbDatabase(std::unique_ptr<rocksdb::DB>(db), std::move(handles), std::move(cache)));
}

RocksDbDatabase::RocksDbDatabase(std::unique_ptr<rocksdb::DB> db, std::vector<rocksdb::ColumnFamilyHandle*> handles,
                                 std::shared_ptr<rocksdb::Cache> cache)
    : db_(std::move(db)),
      handles_(std::move(handles)),
      cache_(std::move(cache)),
      latest_(std::make_unique<LatestReader>(this)) {}

RocksDbDatabase::~RocksDbDatabase() {
  for (rocksdb::ColumnFamilyHandle* handle : handles_) db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  db_->Close().PermitUncheckedError();
}

const Reader& RocksDbDatabase::latest() const { return *latest_; }

std::unique_ptr<Reader> RocksDbDatabase::Snapshot() const { return std::make_unique<SnapshotReader>(this); }

std::unique_ptr<Transaction> RocksDbDatabase::Begin() { return std::make_unique<BatchTransaction>(this); }

absl::Status RocksDbDatabase::Commit(Transaction& transaction) {
  auto& batch = static_cast<BatchTransaction&>(transaction);
  if (!batch.first_error().ok()) return FromRocksDb(batch.first_error(), "batch");
  rocksdb::WriteOptions options;
  options.sync = true;
  options.protection_bytes_per_key = kProtectionBytes;
  const rocksdb::Status status = db_->Write(options, batch.batch());
  // After a failed write RocksDB refuses all others until it is told to go on.
  if (!status.ok()) db_->Resume().PermitUncheckedError();
  return FromRocksDb(status, "batch");
}

DatabaseStats RocksDbDatabase::Stats() const {
  DatabaseStats stats;
  const auto aggregated = [this](const std::string& property) {
    uint64_t value = 0;
    db_->GetAggregatedIntProperty(property, &value);
    return value;
  };
  stats.pending_compaction_bytes = aggregated(rocksdb::DB::Properties::kEstimatePendingCompactionBytes);
  stats.memtable_bytes = aggregated(rocksdb::DB::Properties::kCurSizeAllMemTables);
  stats.table_bytes = aggregated(rocksdb::DB::Properties::kLiveSstFilesSize);
  stats.blob_bytes = aggregated(rocksdb::DB::Properties::kLiveBlobFileSize);
  stats.block_cache_bytes = cache_->GetUsage();
  db_->GetIntProperty(rocksdb::DB::Properties::kBackgroundErrors, &stats.background_errors);
  return stats;
}

}  // namespace trialweave::store
