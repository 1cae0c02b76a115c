#include "crawler/open_snapshots.h"

#include <utility>

namespace trialweave::crawler {

void OpenSnapshots::Begin(const Container& container, uint64_t last_ordinal) {
  if (open_ && container.snapshot_key != snapshots_.back().key) End(last_ordinal);
  if (container.snapshot_key.empty()) return;
  containers_[container.key] = container.snapshot_key;
  if (open_) return;
  open_ = true;
  snapshots_.push_back({container.snapshot_key, {}, "", {}});
  v1::RecordSnapshotRequest& request = snapshots_.back().request;
  request.set_set(container.ref.complete_set());
  *request.mutable_observed_at() = container.snapshot_time;
  request.set_first_ordinal(last_ordinal + 1);
}

void OpenSnapshots::Fault(const std::string& why) {
  if (open_ && snapshots_.back().fault.empty()) snapshots_.back().fault = why;
}

void OpenSnapshots::End(uint64_t last_ordinal) {
  if (open_) snapshots_.back().request.set_last_ordinal(last_ordinal);
  open_ = false;
}

bool OpenSnapshots::Hold(const std::string& container) {
  const auto found = containers_.find(container);
  if (found == containers_.end()) return false;
  for (Snapshot& snapshot : snapshots_) {
    if (snapshot.key == found->second) snapshot.held.push_back(container);
  }
  containers_.erase(found);
  return true;
}

std::optional<OpenSnapshots::Snapshot> OpenSnapshots::TakeProven(uint64_t proven) {
  if (snapshots_.empty() || (open_ && snapshots_.size() == 1)) return std::nullopt;
  if (snapshots_.front().request.last_ordinal() > proven) return std::nullopt;
  Snapshot snapshot = std::move(snapshots_.front());
  snapshots_.pop_front();
  return snapshot;
}

}  // namespace trialweave::crawler
