#ifndef TRIALWEAVE_QUERY_VIEW_RECORD_TABLE_H_
#define TRIALWEAVE_QUERY_VIEW_RECORD_TABLE_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "query/view/packed_record.h"
#include "query/view/snapshot_pins.h"

namespace trialweave::query {

// RecordTable holds the versions of publications, or of notices, and finds them by their keys. A version
// holds from a sequence until the one that superseded it; superseded ones stay while `pins` needs them. Not
// thread-safe.
class RecordTable {
 public:
  // `pins` outlives it.
  explicit RecordTable(const SnapshotPins* pins) : pins_(pins) {}

  // `record` is what `id` is from `sequence` on; it is also found by `keys`.
  void Put(const std::string& id, SharedRecord record, std::vector<std::string> keys, uint64_t sequence);
  // From `sequence` on there is no `id`; it leads to `merged_into`, unless that is empty.
  void Remove(const std::string& id, const std::string& merged_into, uint64_t sequence);
  // Drops what no pin needs any more.
  void Prune();
  void Clear();
  // Exchanges the records with those of a table with other pins.
  void Swap(RecordTable& other);

  // The newest version of an id, of what it was merged into, or of the first record with this key; null when there is
  // none.
  SharedRecord Find(const std::string& id_or_key) const;
  // The versions at `sequence`, by id, only those after `after` and at most `limit`.
  std::vector<SharedRecord> At(uint64_t sequence, const std::string& after,
                               size_t limit = std::numeric_limits<size_t>::max()) const;
  // Records that there are now.
  int64_t size() const { return size_; }

 private:
  static constexpr uint64_t kNow = std::numeric_limits<uint64_t>::max();

  struct Version {
    uint64_t from;
    uint64_t to;
    SharedRecord record;
  };
  struct Slot {
    // By `from`; at most the last one holds now.
    absl::InlinedVector<Version, 1> versions;
    // Of the version that holds now.
    std::vector<std::string> keys;
  };

  void Supersede(const std::string& id, Slot& slot, uint64_t sequence);
  // Without dropping `id` itself, which the caller does when this leaves nothing.
  void DropUnneeded(const std::string& id, Slot& slot);
  SharedRecord Newest(const std::string& id) const;

  const SnapshotPins* const pins_;
  absl::btree_map<std::string, Slot> slots_;
  absl::flat_hash_map<std::string, absl::btree_set<std::string>> by_key_;
  absl::flat_hash_map<std::string, std::string> merged_into_;
  // Ids with superseded versions.
  absl::flat_hash_set<std::string> superseded_;
  int64_t size_ = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_RECORD_TABLE_H_
