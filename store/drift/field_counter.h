#ifndef TRIALWEAVE_STORE_DRIFT_FIELD_COUNTER_H_
#define TRIALWEAVE_STORE_DRIFT_FIELD_COUNTER_H_

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/drift/field_counts.h"

namespace trialweave::store {

// FieldCounter adds up the fields of the documents that runs deliver, in memory, and writes what has changed once a
// group. What an item adds can be undone. One thread.
class FieldCounter {
 public:
  // Adds a document's fields to the counts under `key`, a key of field_profiles, once the item is kept. DATA_LOSS,
  // UNAVAILABLE: the counts cannot be read.
  absl::Status Add(const Reader& reader, const std::string& key, std::vector<TypedField> fields);
  void KeepItem();
  void UndoItem() { pending_.clear(); }
  // The counts under `key`, kept items included.
  absl::StatusOr<const FieldCounts*> Find(const Reader& reader, const std::string& key);
  void Flush(Transaction* transaction);
  // Forgets everything once there is more than `limit`; after a group only.
  void Trim(size_t limit) {
    if (counts_.size() > limit) Clear();
  }
  // What is on disk is the truth again.
  void Clear();

 private:
  struct Entry {
    FieldCounts counts;
    bool changed = false;
  };
  absl::StatusOr<Entry*> Load(const Reader& reader, const std::string& key);

  std::map<std::string, Entry> counts_;
  std::vector<std::pair<Entry*, std::vector<TypedField>>> pending_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DRIFT_FIELD_COUNTER_H_
