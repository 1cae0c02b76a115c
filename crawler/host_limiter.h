#ifndef TRIALWEAVE_CRAWLER_HOST_LIMITER_H_
#define TRIALWEAVE_CRAWLER_HOST_LIMITER_H_

#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/clock.h"
#include "common/shutdown.h"

namespace trialweave::crawler {

// HostLimiter spaces the requests to each host, whoever makes them: the state is the host's, so two sources
// on one host share one rate. Thread-safe.
class HostLimiter {
 public:
  HostLimiter(common::Clock* clock, common::ShutdownSignal* shutdown) : clock_(clock), shutdown_(shutdown) {}

  // Waits for the host's next turn and takes it; turns are 1 / `requests_per_second` apart.
  // CANCELLED: shutting down.
  absl::Status Acquire(const std::string& host, double requests_per_second) ABSL_LOCKS_EXCLUDED(mutex_);

  // Nobody asks `host` anything for this long.
  void Pause(const std::string& host, absl::Duration wait) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Duration TakeTurn(const std::string& host, absl::Duration gap) ABSL_LOCKS_EXCLUDED(mutex_);

  common::Clock* const clock_;
  common::ShutdownSignal* const shutdown_;
  absl::Mutex mutex_;
  // When each host may be asked next.
  std::map<std::string, absl::Time> next_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_HOST_LIMITER_H_
