#ifndef TRIALWEAVE_STORE_SNAPSHOT_SNAPSHOT_SET_H_
#define TRIALWEAVE_STORE_SNAPSHOT_SNAPSHOT_SET_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "store/database/database.h"

namespace trialweave::store {

// SnapshotSet is the times of a set's snapshots, 8 to 16 bytes each: a daily one of ten years fits into 64 KiB.
class SnapshotSet {
 public:
  SnapshotSet() = default;
  // `times` in order.
  explicit SnapshotSet(std::vector<absl::Time> times) : times_(std::move(times)) {}
  // DATA_LOSS.
  static absl::StatusOr<SnapshotSet> Read(const Reader& reader, const std::string& set);

  bool Contains(absl::Time time) const;
  // The first one after `time`; nothing when there is none.
  std::optional<absl::Time> After(absl::Time time) const;
  std::optional<absl::Time> newest() const;

 private:
  std::vector<absl::Time> times_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_SNAPSHOT_SNAPSHOT_SET_H_
