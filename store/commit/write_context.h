#ifndef TRIALWEAVE_STORE_COMMIT_WRITE_CONTEXT_H_
#define TRIALWEAVE_STORE_COMMIT_WRITE_CONTEXT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/clock.h"
#include "store/changelog/changelog.h"
#include "store/commit/cached_records.h"
#include "store/database/database.h"
#include "store/drift/field_counter.h"
#include "store/store_observer.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {

class Matcher;

// WriteContext is what a change works with: the group's transaction, the changelog, and the records that most
// changes touch. A group is BeginGroup, items, CommitGroup; an item is BeginItem, its work, and KeepItem or
// UndoItem. Belongs to the committer's thread.
class WriteContext {
 public:
  // All outlive it. `matcher` finds registrations that are like one; it may be null: then only what registrations state
  // links them.
  WriteContext(Database* database, ChangelogWriter* changelog, common::Clock* clock, Matcher* matcher = nullptr);

  void BeginGroup();
  void BeginItem();
  void KeepItem();
  void UndoItem();
  // Makes the group durable and publishes it; or, when that fails, forgets it. UNAVAILABLE (COMMIT_FAILED).
  absl::Status CommitGroup();

  Transaction& transaction() { return *transaction_; }
  // The same during an item.
  absl::Time now() const { return now_; }
  // Adds an entry; its sequence.
  uint64_t Append(storage::v1::StoredEntry entry);
  // Of the newest entry, durable or not.
  absl::Time commit_time() const { return changelog_->newest_commit_time(); }
  // Sequence of the newest entry, durable or not.
  uint64_t sequence() const { return changelog_->appended(); }

  CachedRecords<storage::v1::StoredRun>& runs() { return runs_; }
  CachedRecords<v1::SourceState>& sources() { return sources_; }
  FieldCounter& fields() { return fields_; }
  Matcher* matcher() { return matcher_; }
  // Reads the totals. DATA_LOSS, UNAVAILABLE.
  absl::StatusOr<storage::v1::StoredTotals> ReadTotals();
  // To change them.
  absl::StatusOr<storage::v1::StoredTotals*> totals();
  // What the group has done so far, without undone items.
  GroupEvents& events() { return events_; }

 private:
  Database* const database_;
  ChangelogWriter* const changelog_;
  common::Clock* const clock_;
  Matcher* const matcher_;
  std::unique_ptr<Transaction> transaction_;
  absl::Time now_;
  uint64_t sequence_before_item_ = 0;
  CachedRecords<storage::v1::StoredRun> runs_;
  CachedRecords<v1::SourceState> sources_;
  CachedRecords<storage::v1::StoredTotals> totals_;
  FieldCounter fields_;
  GroupEvents events_;
  // How much of `events_` was there before the item.
  struct EventCounts {
    size_t documents = 0;
    size_t dead_letters = 0;
    size_t links = 0;
    size_t finished_runs = 0;
    size_t source_states = 0;
    uint64_t oversized_components = 0;
  };
  EventCounts item_start_;
};

// Key of the totals in the meta family.
inline constexpr char kTotalsKey[] = "totals";
// Key of the format version in the meta family.
inline constexpr char kFormatKey[] = "format";

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_COMMIT_WRITE_CONTEXT_H_
