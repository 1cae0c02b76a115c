#ifndef TRIALWEAVE_COMMON_SHUTDOWN_H_
#define TRIALWEAVE_COMMON_SHUTDOWN_H_

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/clock.h"

namespace trialweave::common {

// ShutdownSignal tells loops to end and makes every wait interruptible. Thread-safe.
class ShutdownSignal {
 public:
  // Idempotent.
  void Request() ABSL_LOCKS_EXCLUDED(mutex_);
  bool requested() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits for `duration` or the signal, whichever is first; true when it was the signal.
  bool WaitFor(absl::Duration duration, Clock& clock) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  bool requested_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_SHUTDOWN_H_
