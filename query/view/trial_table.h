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
#include "query/view/snapshot_pins.h"
#include "query/view/term_index.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// A serialized message that readers share with the table.
using SharedBytes = std::shared_ptr<const std::string>;

// TrialTable holds the versions of the trials and the index over them. A version holds from a sequence until the
// one that superseded it; superseded versions stay while `pins` needs them. Trials are kept serialized. Not
// thread-safe.
class TrialTable {
 public:
  explicit TrialTable(const SnapshotPins* pins) : pins_(pins) {}

  // `trial` is what `id` is from trial.sequence() on.
  void Put(const std::string& id, const v1::Trial& trial);
  // From `sequence` on there is no trial `id`.
  void Remove(const std::string& id, uint64_t sequence);
  // Drops what no pin needs any more.
  void Prune();
  void Clear();
  // Exchanges the records with those of a table with other pins.
  void Swap(TrialTable& other);

  // The newest version; null when there is none.
  SharedBytes Newest(const std::string& id) const;
  bool Contains(const std::string& id) const { return Newest(id) != nullptr; }

  // The versions at `sequence` of trials that may match, by id, only those after `after` and at most `limit`.
  std::vector<SharedBytes> Candidates(const FilterNode* filter, uint64_t sequence, const std::string& after,
                                      size_t limit = std::numeric_limits<size_t>::max()) const;

  int64_t trials() const { return trials_; }
  int64_t versions() const { return versions_; }

 private:
  static constexpr uint64_t kNow = std::numeric_limits<uint64_t>::max();

  struct Version {
    uint64_t from;
    uint64_t to;
    SharedBytes bytes;
  };
  struct Slot {
    std::string id;
    // By `from`; at most the last one holds now.
    absl::InlinedVector<Version, 1> versions;
  };

  uint32_t SlotOf(const std::string& id);
  // Ends the version that holds now, if there is one.
  void Supersede(uint32_t number, uint64_t sequence);
  void DropUnneeded(uint32_t number);
  const Version* VersionAt(const Slot& slot, uint64_t sequence) const;

  const SnapshotPins* const pins_;
  std::deque<Slot> slots_;
  std::vector<uint32_t> free_slots_;
  absl::btree_map<std::string, uint32_t> numbers_;
  TermIndex index_;
  // Slots with superseded versions.
  absl::flat_hash_set<uint32_t> superseded_;
  int64_t trials_ = 0;
  int64_t versions_ = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_TRIAL_TABLE_H_
