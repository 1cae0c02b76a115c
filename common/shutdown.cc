#include "common/shutdown.h"

namespace trialweave::common {

void ShutdownSignal::Request() {
  absl::MutexLock lock(&mutex_);
  requested_ = true;
}

bool ShutdownSignal::requested() const {
  absl::MutexLock lock(&mutex_);
  return requested_;
}

bool ShutdownSignal::WaitFor(absl::Duration duration, Clock& clock) {
  absl::MutexLock lock(&mutex_);
  return clock.AwaitWithTimeout(&mutex_, absl::Condition(&requested_), duration);
}

}  // namespace trialweave::common
