#ifndef TRIALWEAVE_QUERY_VIEW_TRIAL_TABLE_H_
#define TRIALWEAVE_QUERY_VIEW_TRIAL_TABLE_H_

#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "query/filter/ast.h"
#include "query/view/column_filter.h"
#include "query/view/packed_record.h"
#include "query/view/snapshot_pins.h"
#include "query/view/trial_columns.h"
#include "query/view/trial_order.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// TrialTable holds the versions of the trials and the columns over them. A trial has a number, which stays its own as
// long as a version of it is there. A version holds from a sequence until the one that superseded it; superseded
// versions stay while `pins` needs them, with columns of their own. Not thread-safe.
class TrialTable {
 public:
  explicit TrialTable(const SnapshotPins* pins) : pins_(pins) {}

  // `trial` is what `id` is from trial.sequence() on. Returns its number.
  uint32_t Put(const std::string& id, const v1::Trial& trial);
  // From `sequence` on there is no trial `id`.
  void Remove(const std::string& id, uint64_t sequence);
  // Drops what no pin needs any more.
  void Prune();
  void Clear();
  // Exchanges the records with those of a table with other pins.
  void Swap(TrialTable& other);

  // The newest version; null when there is none.
  SharedRecord Newest(const std::string& id) const;
  bool Contains(const std::string& id) const { return Newest(id) != nullptr; }
  // The number of a trial that has a version.
  std::optional<uint32_t> NumberOf(const std::string& id) const;
  // Of a number that has a version.
  const std::string& IdOf(uint32_t number) const { return slots_[number].id; }

  // Where the versions of trials are in the columns.
  struct Located {
    // Trials whose version is the newest one: their numbers are its rows.
    Rows newest;
    // Rows of superseded versions in past_columns.
    Rows past;
  };

  // The trials that there were at `sequence`, and which of them match, by number: what is between sure and may is for
  // Filter::Matches to decide. `filter` is of trials; nullptr matches everything. The sequence is pinned, or the
  // newest.
  Verdict Evaluate(const FilterNode* filter, uint64_t sequence) const;
  // The version of a trial at `sequence`; null when there is none.
  SharedRecord VersionAt(uint32_t number, uint64_t sequence) const;
  // Of `trials`, the first `limit` in order, as they were at `sequence`; only those after the trial `after`, unless
  // that is empty. Every one of them has a version there, and `after` has.
  std::vector<uint32_t> Ordered(const Rows& trials, uint64_t sequence, const TrialOrder& order,
                                const std::string& after, size_t limit) const;
  // The rows of trials as they were at `sequence`. Every one has a version there.
  Located Locate(const Rows& trials, uint64_t sequence) const;

  // Numbers of trials that came, changed or went since the last call.
  std::vector<uint32_t> TakeChanged();
  // The newest version of a number; null when there is none.
  SharedRecord NewestOf(uint32_t number) const;

  // Of the newest versions, by trial number.
  const TrialColumns& columns() const { return columns_; }
  const TrialColumns& past_columns() const { return past_columns_; }
  int64_t trials() const { return trials_; }
  int64_t versions() const { return versions_; }

 private:
  static constexpr uint64_t kNow = std::numeric_limits<uint64_t>::max();

  struct Version {
    uint64_t from;
    uint64_t to;
    SharedRecord record;
    // Of a superseded version.
    uint32_t past_row;
  };
  struct Slot {
    std::string id;
    // By `from`; at most the last one holds now.
    absl::InlinedVector<Version, 1> versions;
  };
  struct SortRow;

  uint32_t SlotOf(const std::string& id);
  // Gives a name its place among those around it.
  void Place(absl::btree_map<std::string, uint32_t>::const_iterator entry);
  // The version that holds now; null when there is none.
  const Version* NewestOf(const Slot& slot) const;
  const Version* FindVersion(const Slot& slot, uint64_t sequence) const;
  // Ends the version that holds now, of which `was` is the content; its columns remain the caller's.
  void Supersede(uint32_t number, const v1::Trial& was, uint64_t sequence);
  void DropUnneeded(uint32_t number);
  void FreeIfEmpty(uint32_t number);
  std::vector<uint32_t> OrderedByName(const Rows& trials, const std::string& after, size_t limit) const;
  SortRow SortRowOf(uint32_t number, uint64_t sequence, const TrialOrder& order) const;

  const SnapshotPins* const pins_;
  std::deque<Slot> slots_;
  std::vector<uint32_t> free_slots_;
  absl::btree_map<std::string, uint32_t> numbers_;
  // By number; as the names are ordered, without looking at them.
  std::vector<uint64_t> places_;
  TrialColumns columns_{/*words=*/true};
  // From when the newest version holds, by number.
  std::vector<uint64_t> newest_from_;
  uint64_t last_put_ = 0;
  absl::flat_hash_set<uint32_t> changed_;
  // Slots with superseded versions.
  absl::flat_hash_set<uint32_t> superseded_;
  TrialColumns past_columns_{/*words=*/true};
  // Numbers of the trials, by row of past_columns_.
  std::vector<uint32_t> past_numbers_;
  std::vector<uint32_t> free_past_rows_;
  int64_t trials_ = 0;
  int64_t versions_ = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_TRIAL_TABLE_H_
