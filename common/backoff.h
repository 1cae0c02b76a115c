#ifndef TRIALWEAVE_COMMON_BACKOFF_H_
#define TRIALWEAVE_COMMON_BACKOFF_H_

#include "absl/random/random.h"
#include "absl/time/time.h"

namespace trialweave::common {

// Backoff is exponential back-off with full jitter in [delay/2, delay]. Not thread-safe.
class Backoff {
 public:
  Backoff(absl::Duration initial, absl::Duration max, double factor = 2.0)
      : initial_(initial), max_(max), factor_(factor), delay_(initial) {}
  // How long to wait before the next attempt; grows with every call.
  absl::Duration Next();
  // After a success.
  void Reset() { delay_ = initial_; }

 private:
  const absl::Duration initial_;
  const absl::Duration max_;
  const double factor_;
  absl::Duration delay_;
  absl::BitGen random_;
};

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_BACKOFF_H_
