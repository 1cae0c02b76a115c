#include "store/database/rocksdb_database.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "rocksdb/file_system.h"
#include "rocksdb/utilities/write_batch_with_index.h"
#include "store/database/rocksdb_files.h"
#include "store/database/rocksdb_options.h"
#include "store/errors.h"

namespace trialweave::store {
namespace {

// Checksums over keys and values from the batch to the memtable: a flipped bit in memory is seen.
constexpr size_t kProtectionBytes = 8;
// In the meta family: shows that writing works again.
constexpr char kProbeKey[] = "probe";

rocksdb::Slice ToSlice(std::string_view bytes) { return rocksdb::Slice(bytes.data(), bytes.size()); }

absl::Status FromRocksDb(const rocksdb::Status& status, std::string_view family) {
  if (status.ok()) return absl::OkStatus();
  if (status.IsCorruption()) return ValueCorruptError(std::string(family) + " (" + status.ToString() + ")");
  if (status.IsNoSpace()) return DiskFullError(status.ToString());
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

// Of a family that the database does not have yet: nothing.
class EmptyCursor : public Cursor {
 public:
  void Seek(std::string_view) override {}
  void SeekForPrev(std::string_view) override {}
  void Next() override {}
  bool Valid() const override { return false; }
  std::string_view key() const override { return {}; }
  std::string_view value() const override { return {}; }
  absl::Status status() const override { return absl::OkStatus(); }
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
    if (database_->handle(family) == nullptr) return std::optional<std::string>();
    std::string value;
    const rocksdb::Status status =
        database_->db_->Get(rocksdb::ReadOptions(), database_->handle(family), ToSlice(key), &value);
    return FromGet(status, family, std::move(value));
  }
  std::unique_ptr<Cursor> Scan(Family family) const override {
    if (database_->handle(family) == nullptr) return std::make_unique<EmptyCursor>();
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
    if (database_->handle(family) == nullptr) return std::optional<std::string>();
    std::string value;
    const rocksdb::Status status = database_->db_->Get(options_, database_->handle(family), ToSlice(key), &value);
    return FromGet(status, family, std::move(value));
  }
  std::unique_ptr<Cursor> Scan(Family family) const override {
    if (database_->handle(family) == nullptr) return std::make_unique<EmptyCursor>();
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

namespace {

// The families of the database that is there; none when there is none. FAILED_PRECONDITION (FORMAT_TOO_NEW): this
// release does not know one of them.
absl::StatusOr<std::vector<std::string>> PresentFamilies(const rocksdb::DBOptions& options,
                                                         const std::string& data_dir) {
  std::vector<std::string> present;
  if (!rocksdb::DB::ListColumnFamilies(options, data_dir, &present).ok()) return std::vector<std::string>();
  for (const std::string& name : present) {
    if (std::find(kFamilyNames.begin(), kFamilyNames.end(), name) == kFamilyNames.end()) {
      return FormatTooNewError(kFormatVersion + 1, kFormatVersion);
    }
  }
  return present;
}

absl::Status OpenError(const rocksdb::Status& status, const std::string& data_dir) {
  if (status.IsCorruption()) return FileCorruptError(data_dir, status.ToString());
  return FromRocksDb(status, "database");
}

// Looks at the tables alone to learn which logs are needed, and makes those whole.
absl::Status MendLogs(rocksdb::DBOptions options, const std::string& data_dir, WalHole hole) {
  // A folder without logs: none is read.
  options.wal_dir = data_dir + "/no_logs";
  options.create_if_missing = false;
  std::error_code error;
  std::filesystem::create_directories(options.wal_dir, error);
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::OpenForReadOnly(rocksdb::Options(options, rocksdb::ColumnFamilyOptions()), data_dir, &opened);
  std::filesystem::remove(options.wal_dir, error);
  if (!status.ok()) return OpenError(status, data_dir);
  const std::unique_ptr<rocksdb::DB> tables(opened);
  uint64_t first_live = 0;
  tables->GetIntProperty(rocksdb::DB::Properties::kMinLogNumberToKeep, &first_live);
  return MendWal(data_dir, first_live, tables->GetLatestSequenceNumber(), hole);
}

}  // namespace

absl::StatusOr<std::unique_ptr<RocksDbDatabase>> RocksDbDatabase::Open(const std::string& data_dir,
                                                                       int64_t memory_bytes,
                                                                       const RocksDbOpenOptions& open_options) {
  std::error_code error;
  std::filesystem::create_directories(data_dir, error);
  if (error) return DatabaseUnavailableError("cannot make " + data_dir + ": " + error.message());
  std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(static_cast<size_t>(memory_bytes));
  rocksdb::DBOptions options = MakeDatabaseOptions(cache, memory_bytes);
  if (open_options.env != nullptr) options.env = open_options.env;
  // Another process may have it open, and its logs grow.
  if (std::filesystem::exists(data_dir + "/CURRENT", error)) {
    rocksdb::FileLock* lock = nullptr;
    if (rocksdb::Status status = options.env->LockFile(data_dir + "/LOCK", &lock); !status.ok()) {
      return DatabaseUnavailableError(status.ToString());
    }
    const absl::Status mended = MendManifest(data_dir);
    options.env->UnlockFile(lock).PermitUncheckedError();
    if (!mended.ok()) return mended;
  }
  const absl::StatusOr<std::vector<std::string>> present = PresentFamilies(options, data_dir);
  if (!present.ok()) return present.status();
  rocksdb::FileLock* lock = nullptr;
  if (!present->empty()) {
    const std::string lock_file = data_dir + "/LOCK";
    if (rocksdb::Status status = options.env->LockFile(lock_file, &lock); !status.ok()) {
      return DatabaseUnavailableError(status.ToString());
    }
    const absl::Status mended = MendLogs(options, data_dir, open_options.wal_hole);
    options.env->UnlockFile(lock).PermitUncheckedError();
    if (!mended.ok()) return mended;
  }
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(options, data_dir, MakeFamilyOptions(cache, memory_bytes), &handles, &db);
  if (!status.ok()) return OpenError(status, data_dir);
  return std::unique_ptr<RocksDbDatabase>(
      new RocksDbDatabase(std::unique_ptr<rocksdb::DB>(db), std::move(handles), std::move(cache)));
}

absl::StatusOr<std::unique_ptr<RocksDbDatabase>> RocksDbDatabase::OpenReadOnly(const std::string& data_dir,
                                                                               int64_t memory_bytes,
                                                                               rocksdb::Env* env) {
  std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(static_cast<size_t>(memory_bytes));
  rocksdb::DBOptions options = MakeDatabaseOptions(cache, memory_bytes);
  if (env != nullptr) options.env = env;
  options.create_if_missing = false;
  options.create_missing_column_families = false;
  // Nothing can be cut off here. A copy may end inside a group.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  const absl::StatusOr<std::vector<std::string>> present = PresentFamilies(options, data_dir);
  if (!present.ok()) return present.status();
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (rocksdb::ColumnFamilyDescriptor& family : MakeFamilyOptions(cache, memory_bytes)) {
    if (std::find(present->begin(), present->end(), family.name) != present->end()) families.push_back(family);
  }
  std::vector<rocksdb::ColumnFamilyHandle*> opened;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(options, data_dir, families, &opened, &db);
  if (!status.ok()) return OpenError(status, data_dir);
  // An older release did not have all of them.
  std::vector<rocksdb::ColumnFamilyHandle*> handles(kFamilyCount, nullptr);
  for (rocksdb::ColumnFamilyHandle* handle : opened) {
    const auto name = std::find(kFamilyNames.begin(), kFamilyNames.end(), handle->GetName());
    handles[static_cast<size_t>(name - kFamilyNames.begin())] = handle;
  }
  std::unique_ptr<RocksDbDatabase> database(
      new RocksDbDatabase(std::unique_ptr<rocksdb::DB>(db), std::move(handles), std::move(cache)));
  database->broken_ = true;
  return database;
}

RocksDbDatabase::RocksDbDatabase(std::unique_ptr<rocksdb::DB> db, std::vector<rocksdb::ColumnFamilyHandle*> handles,
                                 std::shared_ptr<rocksdb::Cache> cache)
    : db_(std::move(db)),
      handles_(std::move(handles)),
      cache_(std::move(cache)),
      latest_(std::make_unique<LatestReader>(this)) {}

RocksDbDatabase::~RocksDbDatabase() {
  if (!broken_) Flush().IgnoreError();
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    if (handle != nullptr) db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
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
  broken_ = !status.ok();
  return FromRocksDb(status, "batch");
}

absl::Status RocksDbDatabase::Resume() {
  // Writes what is in memory to tables and begins a new log, so that what a failed write left in the old one is never
  // read again.
  const rocksdb::Status status = db_->Resume();
  // RocksDB does not go on after an I/O error of its log: what the disk has now must be read anew.
  if (!status.ok() && status.severity() >= rocksdb::Status::Severity::kFatalError) {
    return DatabaseUnavailableError(status.ToString() + "; check the disk, then restart the store");
  }
  if (!status.ok()) return FromRocksDb(status, "database");
  BatchTransaction probe(this);
  probe.Put(Family::kMeta, kProbeKey, Wrap(Family::kMeta, ""));
  return Commit(probe);
}

absl::StatusOr<uint64_t> RocksDbDatabase::FreeBytes() const {
  uint64_t bytes = 0;
  const rocksdb::Status status =
      db_->GetFileSystem()->GetFreeSpace(db_->GetName(), rocksdb::IOOptions(), &bytes, nullptr);
  if (!status.ok()) return FromRocksDb(status, "database");
  return bytes;
}

absl::Status RocksDbDatabase::Flush() { return FromRocksDb(db_->Flush(rocksdb::FlushOptions(), handles_), "database"); }

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
  stats.free_bytes = FreeBytes().value_or(0);
  return stats;
}

absl::Status RocksDbDatabase::Purge(Family family) {
  // The log has the value, too: a new one is begun, and the old one ends when nothing rests on it.
  if (absl::Status status = Flush(); !status.ok()) return status;
  rocksdb::CompactRangeOptions options;
  options.exclusive_manual_compaction = false;
  // Also the level that compactions leave alone, and every blob file.
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  options.blob_garbage_collection_policy = rocksdb::BlobGarbageCollectionPolicy::kForce;
  options.blob_garbage_collection_age_cutoff = 1.0;
  return FromRocksDb(db_->CompactRange(options, handle(family), nullptr, nullptr), family);
}

uint64_t RocksDbDatabase::EstimateKeys(Family family) const {
  uint64_t keys = 0;
  if (handle(family) == nullptr) return 0;
  db_->GetIntProperty(handle(family), rocksdb::DB::Properties::kEstimateNumKeys, &keys);
  return keys;
}

absl::Status RocksDbDatabase::CheckFiles(
    const std::function<bool(const std::string& file, const std::string& problem)>& on_step) const {
  return CheckLiveFiles(db_.get(), on_step);
}

}  // namespace trialweave::store
