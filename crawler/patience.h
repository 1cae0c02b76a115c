#ifndef TRIALWEAVE_CRAWLER_PATIENCE_H_
#define TRIALWEAVE_CRAWLER_PATIENCE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/backoff.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/shutdown.h"
#include "crawler/fetch_error.h"

namespace trialweave::crawler {

// Whether a peer that answered so is to be asked again: it is starting, restarting or overloaded. UNKNOWN and
// CANCELLED are what a call gets whose server process ends under it.
bool IsTransient(const absl::Status& status);

// Patience repeats calls to a peer until they are answered: any start order works, and a peer may restart at
// any time. Ends with the first answer that is not transient; CANCELLED when `stop` is requested.
class Patience {
 public:
  Patience(common::Clock* clock, common::ShutdownSignal* stop, absl::Duration first = absl::Milliseconds(200),
           absl::Duration longest = absl::Seconds(5))
      : clock_(clock), stop_(stop), first_(first), longest_(longest) {}

  template <typename Response>
  absl::StatusOr<Response> Call(const std::string& what, const std::function<absl::StatusOr<Response>()>& call) const {
    common::Backoff backoff(first_, longest_);
    for (int attempt = 1;; ++attempt) {
      if (stop_->requested()) return InterruptedError();
      absl::StatusOr<Response> response = call();
      if (response.ok() || !IsTransient(response.status())) return response;
      common::LogWarn("waiting for a peer",
                      {{"call", what}, {"attempt", attempt}, {"error", std::string(response.status().message())}});
      if (stop_->WaitFor(backoff.Next(), *clock_)) return InterruptedError();
    }
  }

 private:
  common::Clock* const clock_;
  common::ShutdownSignal* const stop_;
  const absl::Duration first_;
  const absl::Duration longest_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_PATIENCE_H_
