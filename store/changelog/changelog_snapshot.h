#ifndef TRIALWEAVE_STORE_CHANGELOG_CHANGELOG_SNAPSHOT_H_
#define TRIALWEAVE_STORE_CHANGELOG_CHANGELOG_SNAPSHOT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/format/keys.h"
#include "trialweave/v1/changelog.pb.h"

namespace trialweave::store {

// ChangelogSnapshot is the state at one moment as entries, for who cannot read the changelog from its beginning: first
// what the entries that were let go say, each subject once, the memberships of trials before the heads of their
// registrations; then the entries that are kept, in order, the newest last. All of it is of one snapshot of the
// database, which it holds. One thread.
class ChangelogSnapshot {
 public:
  // DATA_LOSS, UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<ChangelogSnapshot>> Open(std::unique_ptr<Reader> reader);

  // Newest sequence that is in it.
  uint64_t sequence() const { return sequence_; }
  // The next entries: at most `max_entries`, and no further one once `max_bytes` (about, on the wire) are reached;
  // empty at the end. DATA_LOSS, UNAVAILABLE.
  absl::StatusOr<std::vector<v1::ChangelogEntry>> Read(size_t max_entries, size_t max_bytes);

 private:
  explicit ChangelogSnapshot(std::unique_ptr<Reader> reader) : reader_(std::move(reader)) {}
  // The row or entry that the cursor is at; moves to the next kind of subject, and then to the changelog, where one is
  // at its end. Without an entry (its change is not set, its sequence 0): the end.
  absl::StatusOr<v1::ChangelogEntry> Next();
  absl::StatusOr<v1::ChangelogEntry> NextOfState();
  absl::StatusOr<v1::ChangelogEntry> NextOfChangelog();

  const std::unique_ptr<Reader> reader_;
  // Kinds of subjects that are done; all of them: the changelog follows.
  size_t kinds_done_ = 0;
  uint64_t next_ = 1;
  uint64_t sequence_ = 0;
  std::unique_ptr<Cursor> cursor_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_CHANGELOG_CHANGELOG_SNAPSHOT_H_
