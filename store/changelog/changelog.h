#ifndef TRIALWEAVE_STORE_CHANGELOG_CHANGELOG_H_
#define TRIALWEAVE_STORE_CHANGELOG_CHANGELOG_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "store/changelog/changelog_snapshot.h"
#include "store/database/database.h"
#include "trialweave/storage/v1/storage.pb.h"
#include "trialweave/v1/changelog.pb.h"

namespace trialweave::store {

// ChangelogReader reads entries that are durable. Thread-safe.
class ChangelogReader {
 public:
  virtual ~ChangelogReader() = default;
  // Newest durable sequence; 0 when there is none.
  virtual uint64_t latest() const = 0;
  // Oldest sequence that can be read; latest() + 1 when there is none.
  virtual uint64_t first_retained() const = 0;
  // Entries with sequence > `after`, in order, without gaps: at most `max_entries`, and no further one once
  // `max_bytes` (about, on the wire) are reached; empty when there is none yet. OUT_OF_RANGE
  // (SEQUENCE_AHEAD, SEQUENCE_NOT_RETAINED); DATA_LOSS.
  virtual absl::StatusOr<std::vector<v1::ChangelogEntry>> Read(uint64_t after, size_t max_entries,
                                                               size_t max_bytes) const = 0;
  // The state as of now, for who cannot read from the beginning. DATA_LOSS, UNAVAILABLE.
  virtual absl::StatusOr<std::unique_ptr<ChangelogSnapshot>> Snapshot() const = 0;
};

// ChangelogWriter orders entries. One thread. Entries are appended to the transaction of a group; then the
// group is either published (the transaction is durable) or discarded.
class ChangelogWriter {
 public:
  virtual ~ChangelogWriter() = default;
  // Adds an entry and returns its sequence. Its commit time is `now`, or the newest so far if that is later.
  virtual uint64_t Append(absl::Time now, storage::v1::StoredEntry entry, Transaction* transaction) = 0;
  // Sequence of the newest appended entry.
  virtual uint64_t appended() const = 0;
  // Of the newest appended entry.
  virtual absl::Time newest_commit_time() const = 0;
  // Forgets the entries after `sequence`; their transaction was rolled back that far.
  virtual void Rewind(uint64_t sequence) = 0;
  // Lets the entries before `first` go, which is neither before first_retained() nor after the newest durable one; once
  // in a group. DATA_LOSS: they cannot be read, and nothing was appended to the transaction.
  virtual absl::Status DropBefore(uint64_t first, Transaction* transaction) = 0;
  virtual void Publish() = 0;
  virtual void Discard() = 0;
  // Called with the newest sequence after each Publish that brought one; must be quick.
  virtual void set_listener(std::function<void(uint64_t)> listener) = 0;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_CHANGELOG_CHANGELOG_H_
