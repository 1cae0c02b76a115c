#include "query/view/snapshot_pins.h"

namespace trialweave::query {

bool SnapshotPins::Acquire(uint64_t sequence, bool anew) {
  absl::MutexLock lock(&mutex_);
  if (!anew && pins_.count(sequence) == 0) return false;
  ++pins_[sequence].readers;
  return true;
}

void SnapshotPins::Release(uint64_t sequence, bool issued_token, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  const auto entry = pins_.find(sequence);
  if (entry == pins_.end()) return;  // cleared meanwhile
  Pin& pin = entry->second;
  --pin.readers;
  if (issued_token) pin.last_issued = now;
  if (pin.readers <= 0 && pin.last_issued == absl::InfinitePast()) pins_.erase(entry);
}

bool SnapshotPins::AnyIn(uint64_t from, uint64_t to) const {
  absl::MutexLock lock(&mutex_);
  const auto entry = pins_.lower_bound(from);
  return entry != pins_.end() && entry->first < to;
}

void SnapshotPins::Expire(absl::Time oldest) {
  absl::MutexLock lock(&mutex_);
  for (auto entry = pins_.begin(); entry != pins_.end();) {
    const bool needed = entry->second.readers > 0 || entry->second.last_issued >= oldest;
    entry = needed ? ++entry : pins_.erase(entry);
  }
}

void SnapshotPins::Clear() {
  absl::MutexLock lock(&mutex_);
  pins_.clear();
}

}  // namespace trialweave::query
