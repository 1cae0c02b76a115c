#include "store/snapshot/snapshot_set.h"

#include <algorithm>
#include <memory>

#include "store/format/keys.h"

namespace trialweave::store {

absl::StatusOr<SnapshotSet> SnapshotSet::Read(const Reader& reader, const std::string& set) {
  std::vector<absl::Time> times;
  const std::string prefix = SnapshotsPrefix(set);
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kSnapshots);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    absl::StatusOr<SnapshotKey> key = DecodeSnapshot(cursor->key());
    if (!key.ok()) return key.status();
    times.push_back(key->observed_at);
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  return SnapshotSet(std::move(times));
}

bool SnapshotSet::Contains(absl::Time time) const { return std::binary_search(times_.begin(), times_.end(), time); }

std::optional<absl::Time> SnapshotSet::After(absl::Time time) const {
  const auto after = std::upper_bound(times_.begin(), times_.end(), time);
  if (after == times_.end()) return std::nullopt;
  return *after;
}

std::optional<absl::Time> SnapshotSet::newest() const {
  if (times_.empty()) return std::nullopt;
  return times_.back();
}

}  // namespace trialweave::store
