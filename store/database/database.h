#ifndef TRIALWEAVE_STORE_DATABASE_DATABASE_H_
#define TRIALWEAVE_STORE_DATABASE_DATABASE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message_lite.h"
#include "store/format/envelope.h"
#include "store/format/families.h"

namespace trialweave::store {

// Cursor walks the keys of one family in order. Not thread-safe; must not outlive what made it.
class Cursor {
 public:
  virtual ~Cursor() = default;
  // To the first key >= `key`, or to the last key <= `key`.
  virtual void Seek(std::string_view key) = 0;
  virtual void SeekForPrev(std::string_view key) = 0;
  virtual void Next() = 0;
  virtual bool Valid() const = 0;
  // While Valid, until the cursor moves.
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
  // DATA_LOSS, UNAVAILABLE: why the cursor stopped before the end.
  virtual absl::Status status() const = 0;
};

// Reader reads keys. Implementations say what they see and whether threads may share them.
class Reader {
 public:
  virtual ~Reader() = default;
  // Nothing when the key is absent. DATA_LOSS: a checksum is wrong. UNAVAILABLE: it cannot be read.
  virtual absl::StatusOr<std::optional<std::string>> Get(Family family, std::string_view key) const = 0;
  virtual std::unique_ptr<Cursor> Scan(Family family) const = 0;

  // Reads an enveloped message; false when the key is absent. Further: the codes of UnwrapTo.
  absl::StatusOr<bool> Read(Family family, std::string_view key, google::protobuf::MessageLite* message) const;
};

// Transaction gathers changes on top of the database; its reads see them. One thread; only one transaction at
// a time may be written, since nothing checks for conflicts.
class Transaction : public Reader {
 public:
  virtual void Put(Family family, std::string_view key, std::string_view value) = 0;
  virtual void Delete(Family family, std::string_view key) = 0;
  // Save points nest. Each is either rolled back to or released.
  virtual void SetSavePoint() = 0;
  virtual void RollBackToSavePoint() = 0;
  virtual void ReleaseSavePoint() = 0;
  virtual bool empty() const = 0;

  void Write(Family family, std::string_view key, const google::protobuf::MessageLite& message) {
    Put(family, key, Wrap(family, message));
  }
};

// What the database says of itself, for metrics.
struct DatabaseStats {
  uint64_t pending_compaction_bytes = 0;
  uint64_t memtable_bytes = 0;
  uint64_t block_cache_bytes = 0;
  uint64_t table_bytes = 0;
  uint64_t blob_bytes = 0;
  uint64_t background_errors = 0;
  // Of the file system that holds the database.
  uint64_t free_bytes = 0;
};

// Database is an ordered key-value store with families, atomic durable writes and snapshots. Thread-safe.
class Database {
 public:
  virtual ~Database() = default;
  // Sees what is written when it reads; threads may share it. Lives as long as the database.
  virtual const Reader& latest() const = 0;
  // Sees what was written when it was made; threads may share it.
  virtual std::unique_ptr<Reader> Snapshot() const = 0;
  virtual std::unique_ptr<Transaction> Begin() = 0;
  // Writes all of it or nothing, and returns when it is durable. UNAVAILABLE (DISK_FULL, DATABASE_UNAVAILABLE),
  // DATA_LOSS: it could not be written, nor can anything until Resume succeeds.
  virtual absl::Status Commit(Transaction& transaction) = 0;
  // After a Commit that failed: goes on, and proves it by a small durable write. The codes of Commit.
  virtual absl::Status Resume() = 0;
  // Room on the file system that holds the database, bytes. UNAVAILABLE.
  virtual absl::StatusOr<uint64_t> FreeBytes() const = 0;
  virtual DatabaseStats Stats() const = 0;
  // Rewrites a family's files, so that values that were overwritten are off the disk. Costs by the size of the family.
  // UNAVAILABLE (DISK_FULL, DATABASE_UNAVAILABLE), DATA_LOSS.
  virtual absl::Status Purge(Family family) = 0;
  // About how many keys a family has.
  virtual uint64_t EstimateKeys(Family family) const = 0;
  // Reads all files that are in use and compares them with the checksums of their making. `on_step` is called with each
  // MiB read, and with what is wrong with a file; false ends it. UNAVAILABLE.
  virtual absl::Status CheckFiles(
      const std::function<bool(const std::string& file, const std::string& problem)>& on_step) const = 0;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DATABASE_DATABASE_H_
