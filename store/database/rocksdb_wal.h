#ifndef TRIALWEAVE_STORE_DATABASE_ROCKSDB_WAL_H_
#define TRIALWEAVE_STORE_DATABASE_ROCKSDB_WAL_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// RocksDB's write-ahead log read by ourselves, so that a group that is missing in the middle is seen. RocksDB either
// drops everything behind the first fault without a word (kPointInTimeRecovery), or takes a tail that a power loss
// tore for corruption (kAbsoluteConsistency). A group is written only when the one before it is synced, so what tells
// the two apart is whether an intact group follows.
//
// The format (https://github.com/facebook/rocksdb/wiki/Write-Ahead-Log-File-Format):
//
//   log    = block*                                              of 32 KiB
//   block  = record* trailer                                     trailer: fewer than 7 bytes, zero
//   record = crc:u32 size:u16 type:u8 payload                    little-endian; crc masked CRC-32C of type and payload
//   type   = 1 whole | 2 first | 3 middle | 4 last               parts of one write batch
//   batch  = sequence:u64 count:u32 ...
namespace trialweave::store {

// Changelog sequences that a write batch brings: the first and the last; 0 and 0 when none.
struct ChangelogRange {
  uint64_t first = 0;
  uint64_t last = 0;
};

// One group of changes in a log.
struct WalGroup {
  // Bytes of the file from the group's first record to behind its last.
  uint64_t offset = 0;
  uint64_t end = 0;
  // RocksDB's own sequence of the first change, and the number of changes.
  uint64_t first_sequence = 0;
  uint32_t changes = 0;
  ChangelogRange changelog;
};

// What was found in one log.
struct WalFile {
  uint64_t number = 0;
  std::string path;
  uint64_t size = 0;
  std::vector<WalGroup> groups;
  // Offsets of what is no intact record, in order.
  std::vector<uint64_t> damage;
};

// Reads a log as far as it can be read, also behind damage; `on_batch` gets each intact group's write batch, unless it
// is null. UNAVAILABLE (DATABASE_UNAVAILABLE): the file cannot be read.
absl::StatusOr<WalFile> ReadWal(const std::string& path, uint64_t number,
                                const std::function<void(const WalGroup&, std::string_view batch)>& on_batch = nullptr);

// The logs in a folder with numbers from `first` on, in order, read as above.
absl::StatusOr<std::vector<WalFile>> ReadWals(const std::string& folder, uint64_t first);

// What MendWal shall do about a group that is missing in the middle.
enum class WalHole {
  kRefuse,
  // Move what cannot be used to the folder "quarantine" and go on without it.
  kQuarantine,
};

// Makes the logs in `data_dir` whole before RocksDB reads them: cuts off a torn end, which is at most the last group
// and was not acknowledged: a record that is not there to its end, or has zeros where its data was never written.
// `first_live` is the number of the oldest log that is still needed, `flushed` the newest of RocksDB's sequences that
// its tables are known to hold. DATA_LOSS (WAL_CORRUPT): a group is missing in front of intact ones, or the last one is
// there and was changed; says which entries of the changelog are lost. UNAVAILABLE (DATABASE_UNAVAILABLE).
absl::Status MendWal(const std::string& data_dir, uint64_t first_live, uint64_t flushed, WalHole hole);

// The same for the manifest, which is written in the same format: cuts off an edit that is not there to its end, which
// nothing rested on yet. What else is wrong with it is left for RocksDB to refuse. UNAVAILABLE (DATABASE_UNAVAILABLE).
absl::Status MendManifest(const std::string& data_dir);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DATABASE_ROCKSDB_WAL_H_
