#ifndef TRIALWEAVE_CRAWLER_POLITE_FETCHER_H_
#define TRIALWEAVE_CRAWLER_POLITE_FETCHER_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/backoff.h"
#include "common/clock.h"
#include "common/shutdown.h"
#include "crawler/crawl_observer.h"
#include "crawler/fetcher.h"
#include "crawler/host_limiter.h"

namespace trialweave::crawler {

// How a source treats its host.
struct Politeness {
  double requests_per_second = 1;
  int max_attempts = 6;
  // Before the second attempt, doubled for each further one.
  absl::Duration backoff = absl::Seconds(1);
  // The same after 429 and 503 without Retry-After.
  absl::Duration throttle_backoff = absl::Seconds(60);
};

// How a fetch ended: the last answer stays at hand, so that what was received can be kept as a dead letter.
struct FetchOutcome {
  absl::Status status;
  std::optional<FetchResponse> response;
};

// PoliteFetcher gets a URL with patience: the host's rate, retries with back-off and jitter, Retry-After.
// Retried: transport errors and timeouts, HTTP 403, 408, 425, 429 and 5xx, and bodies that the judge refuses
// (challenge pages among them, whatever their status). Thread-safe.
class PoliteFetcher {
 public:
  // Looks at an answer with status 200: OK, or what is wrong with it (BadBodyError, ChallengedError).
  using Judge = std::function<absl::Status(const FetchResponse& response)>;

  // All must outlive it.
  PoliteFetcher(Fetcher* fetcher, HostLimiter* limiter, common::Clock* clock, common::ShutdownSignal* shutdown,
                CrawlObserver* observer)
      : fetcher_(fetcher), limiter_(limiter), clock_(clock), shutdown_(shutdown), observer_(observer) {}

  // The status is OK, or the last attempt's error: those of Fetcher, HTTP_STATUS, THROTTLED, CHALLENGED,
  // BAD_BODY. CANCELLED: shutting down.
  FetchOutcome Get(const std::string& source, const FetchRequest& request, const Politeness& politeness,
                   const Judge& judge);

 private:
  FetchOutcome Attempt(const std::string& source, const FetchRequest& request, const Judge& judge);
  void Report(const std::string& source, const FetchOutcome& outcome, absl::Duration took);

  Fetcher* const fetcher_;
  HostLimiter* const limiter_;
  common::Clock* const clock_;
  common::ShutdownSignal* const shutdown_;
  CrawlObserver* const observer_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_POLITE_FETCHER_H_
