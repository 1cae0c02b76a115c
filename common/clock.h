#ifndef TRIALWEAVE_COMMON_CLOCK_H_
#define TRIALWEAVE_COMMON_CLOCK_H_

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace trialweave::common {

// Clock is wall time and waiting, so that tests need not wait. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() = 0;
  // Waits until `mutex`-guarded `condition` holds or `timeout` has passed; true when it holds.
  // `mutex` must be held.
  virtual bool AwaitWithTimeout(absl::Mutex* mutex, const absl::Condition& condition, absl::Duration timeout)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) = 0;
};

// The machine's clock.
class SystemClock : public Clock {
 public:
  absl::Time Now() override;
  bool AwaitWithTimeout(absl::Mutex* mutex, const absl::Condition& condition, absl::Duration timeout) override
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
};

// A clock that moves only when told to, or by what is waited for: AwaitWithTimeout advances it by
// `timeout` at once unless the condition already holds.
class FakeClock : public Clock {
 public:
  explicit FakeClock(absl::Time start = absl::UnixEpoch()) : now_(start) {}
  absl::Time Now() override ABSL_LOCKS_EXCLUDED(now_mutex_);
  bool AwaitWithTimeout(absl::Mutex* mutex, const absl::Condition& condition, absl::Duration timeout) override
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  void Advance(absl::Duration by) ABSL_LOCKS_EXCLUDED(now_mutex_);

 private:
  absl::Mutex now_mutex_;
  absl::Time now_ ABSL_GUARDED_BY(now_mutex_);
};

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_CLOCK_H_
