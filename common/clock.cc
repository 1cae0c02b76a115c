#include "common/clock.h"

namespace trialweave::common {

absl::Time SystemClock::Now() { return absl::Now(); }

bool SystemClock::AwaitWithTimeout(absl::Mutex* mutex, const absl::Condition& condition, absl::Duration timeout) {
  return mutex->AwaitWithTimeout(condition, timeout);
}

absl::Time FakeClock::Now() {
  absl::MutexLock lock(&now_mutex_);
  return now_;
}

bool FakeClock::AwaitWithTimeout(absl::Mutex*, const absl::Condition& condition, absl::Duration timeout) {
  if (condition.Eval()) return true;
  Advance(timeout);
  return condition.Eval();
}

void FakeClock::Advance(absl::Duration by) {
  absl::MutexLock lock(&now_mutex_);
  now_ += by;
}

}  // namespace trialweave::common
