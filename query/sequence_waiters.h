#ifndef TRIALWEAVE_QUERY_SEQUENCE_WAITERS_H_
#define TRIALWEAVE_QUERY_SEQUENCE_WAITERS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace trialweave::query {

// SequenceWaiters holds calls that wait for the view to reflect a sequence, without a thread each. Thread-safe.
class SequenceWaiters {
 public:
  using Done = std::function<void(const absl::Status&)>;

  // Calls `done` once, with OK as soon as `sequence` is reached (perhaps at once), or with the status of
  // Cancel or Close. `key` names the waiter to Cancel.
  void Add(const void* key, uint64_t sequence, Done done) ABSL_LOCKS_EXCLUDED(mutex_);
  // The view reflects `sequence` now.
  void Reached(uint64_t sequence) ABSL_LOCKS_EXCLUDED(mutex_);
  // Ends the waiter `key`, if it still waits.
  void Cancel(const void* key, const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);
  // Ends all waiters, and later ones at once, with UNAVAILABLE.
  void Close() ABSL_LOCKS_EXCLUDED(mutex_);
  size_t size() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Waiter {
    const void* key;
    Done done;
  };

  mutable absl::Mutex mutex_;
  uint64_t reached_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::multimap<uint64_t, Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEQUENCE_WAITERS_H_
