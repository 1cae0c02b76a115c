#ifndef TRIALWEAVE_STORE_BACKGROUND_WORKER_H_
#define TRIALWEAVE_STORE_BACKGROUND_WORKER_H_

#include <deque>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace trialweave::store {

// BackgroundWorker runs one task after another on a thread of its own: for reads that take long enough to
// starve the threads that serve calls. Thread-safe. Ends when it has run what was given to it.
class BackgroundWorker {
 public:
  BackgroundWorker() : thread_([this] { Loop(); }) {}
  ~BackgroundWorker();
  void Run(absl::AnyInvocable<void()> task) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Loop() ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Mutex mutex_;
  std::deque<absl::AnyInvocable<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Last: it uses the others.
  std::thread thread_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_BACKGROUND_WORKER_H_
