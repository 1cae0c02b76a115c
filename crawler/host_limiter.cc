#include "crawler/host_limiter.h"

#include <algorithm>

#include "crawler/fetch_error.h"

namespace trialweave::crawler {

// Takes the host's turn when it is due (zero), else says how long to wait before asking again.
absl::Duration HostLimiter::TakeTurn(const std::string& host, absl::Duration gap) {
  absl::MutexLock lock(&mutex_);
  const absl::Time now = clock_->Now();
  absl::Time& next = next_.try_emplace(host, now).first->second;
  if (next > now) return next - now;
  next = now + gap;
  return absl::ZeroDuration();
}

absl::Status HostLimiter::Acquire(const std::string& host, double requests_per_second) {
  const absl::Duration gap = absl::Seconds(1) / requests_per_second;
  for (;;) {
    const absl::Duration wait = TakeTurn(host, gap);
    if (wait == absl::ZeroDuration()) return absl::OkStatus();
    if (shutdown_->WaitFor(wait, *clock_)) return InterruptedError();
  }
}

void HostLimiter::Pause(const std::string& host, absl::Duration wait) {
  absl::MutexLock lock(&mutex_);
  absl::Time& next = next_[host];
  next = std::max(next, clock_->Now() + wait);
}

}  // namespace trialweave::crawler
