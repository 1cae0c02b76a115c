#ifndef TRIALWEAVE_QUERY_VIEW_SNAPSHOT_PINS_H_
#define TRIALWEAVE_QUERY_VIEW_SNAPSHOT_PINS_H_

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/clock.h"

namespace trialweave::query {

// SnapshotPins knows which sequences page tokens or reads under way still need: only for those are superseded
// versions kept, so that an ingest nobody pages through costs no memory. Thread-safe.
class SnapshotPins {
 public:
  // A read of `sequence` begins. With `anew` any sequence can be read, else only one that is pinned; false
  // when it is not.
  bool Acquire(uint64_t sequence, bool anew) ABSL_LOCKS_EXCLUDED(mutex_);
  // It ends. With `issued_token` the sequence stays pinned.
  void Release(uint64_t sequence, bool issued_token, absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);
  // Whether a sequence with from <= sequence < to is pinned.
  bool AnyIn(uint64_t from, uint64_t to) const ABSL_LOCKS_EXCLUDED(mutex_);
  // Forgets tokens last issued before `oldest`.
  void Expire(absl::Time oldest) ABSL_LOCKS_EXCLUDED(mutex_);
  void Clear() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Pin {
    int readers = 0;
    absl::Time last_issued = absl::InfinitePast();
  };

  mutable absl::Mutex mutex_;
  absl::btree_map<uint64_t, Pin> pins_ ABSL_GUARDED_BY(mutex_);
};

// SnapshotPin keeps a snapshot readable while it lives, and for the horizon after it has been kept for a token.
class SnapshotPin {
 public:
  // Takes over what SnapshotPins::Acquire has given; both outlive it.
  SnapshotPin(SnapshotPins* pins, common::Clock* clock, uint64_t sequence)
      : pins_(pins), clock_(clock), sequence_(sequence) {}
  SnapshotPin(const SnapshotPin&) = delete;
  SnapshotPin& operator=(const SnapshotPin&) = delete;
  ~SnapshotPin() { pins_->Release(sequence_, kept_, clock_->Now()); }

  // A page token that names the snapshot is issued.
  void KeepForToken() { kept_ = true; }

 private:
  SnapshotPins* const pins_;
  common::Clock* const clock_;
  const uint64_t sequence_;
  bool kept_ = false;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_SNAPSHOT_PINS_H_
