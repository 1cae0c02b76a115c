#ifndef TRIALWEAVE_STORE_WATCH_HUB_H_
#define TRIALWEAVE_STORE_WATCH_HUB_H_

#include <cstdint>
#include <set>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace trialweave::store {

// A watch that has sent everything there is.
class WatchWaiter {
 public:
  virtual ~WatchWaiter() = default;
  // There is more, or the hub stops. Called once per wait, on the hub's thread.
  virtual void Wake() = 0;
};

// WatchHub wakes watches when the changelog grows, on a thread of its own, so that neither the committer nor
// the clock has to. Thread-safe.
class WatchHub {
 public:
  WatchHub() : thread_([this] { Run(); }) {}
  // Stops.
  ~WatchHub();

  // Entries up to `sequence` are durable. Quick.
  void Published(uint64_t sequence) ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits for entries after `sequence`. False when there are some already, or when the hub has stopped.
  bool Wait(WatchWaiter* waiter, uint64_t sequence) ABSL_LOCKS_EXCLUDED(mutex_);
  // True when it was waiting, and now will not be woken.
  bool Leave(WatchWaiter* waiter) ABSL_LOCKS_EXCLUDED(mutex_);
  // Wakes all, and nobody waits any more. Idempotent.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);
  bool stopped() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);

  mutable absl::Mutex mutex_;
  uint64_t published_ ABSL_GUARDED_BY(mutex_) = 0;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<WatchWaiter*> waiting_ ABSL_GUARDED_BY(mutex_);
  // Last: it uses the others.
  std::thread thread_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_WATCH_HUB_H_
