#include "common/backoff.h"

#include <algorithm>

namespace trialweave::common {

absl::Duration Backoff::Next() {
  const absl::Duration delay = delay_;
  delay_ = std::min(delay_ * factor_, max_);
  return delay * absl::Uniform(absl::IntervalClosed, random_, 0.5, 1.0);
}

}  // namespace trialweave::common
