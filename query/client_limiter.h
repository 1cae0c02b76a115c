#ifndef TRIALWEAVE_QUERY_CLIENT_LIMITER_H_
#define TRIALWEAVE_QUERY_CLIENT_LIMITER_H_

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/clock.h"

namespace trialweave::query {

// ClientLimiter bounds how many calls a second a client makes: a token bucket (RFC 2697's single rate) for each
// address. Thread-safe.
class ClientLimiter {
 public:
  // `per_second` 0 or less: no limit. A client that was quiet may make four seconds' worth of calls at once, one at
  // least.
  ClientLimiter(common::Clock* clock, double per_second);

  // `peer` is as gRPC has it: "ipv4:127.0.0.1:50312"; the port does not count. RESOURCE_EXHAUSTED (TOO_MANY_CALLS),
  // with "retry_after_ms" in the metadata.
  absl::Status Admit(const std::string& peer) ABSL_LOCKS_EXCLUDED(mutex_);
  size_t clients() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Bucket {
    double tokens;
    absl::Time filled;
  };
  // Forgets clients whose buckets are full again.
  void Forget(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  common::Clock* const clock_;
  const double per_second_;
  const double burst_;
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Bucket> buckets_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLIENT_LIMITER_H_
