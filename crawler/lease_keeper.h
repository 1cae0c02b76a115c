#ifndef TRIALWEAVE_CRAWLER_LEASE_KEEPER_H_
#define TRIALWEAVE_CRAWLER_LEASE_KEEPER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/clock.h"
#include "common/shutdown.h"
#include "crawler/store_client.h"

namespace trialweave::crawler {

// LeaseKeeper renews a lease in the background until it is destroyed, which releases it. Only the store's
// refusal loses a lease: while the store is away, nobody else can take it either.
class LeaseKeeper {
 public:
  // All must outlive it. `on_lost` is called at most once, from the keeper's thread.
  LeaseKeeper(StoreClient* store, std::string resource, uint64_t fencing_token, absl::Duration ttl,
              common::Clock* clock, std::function<void(const absl::Status&)> on_lost);
  ~LeaseKeeper();
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

 private:
  void Run();

  StoreClient* const store_;
  const std::string resource_;
  const uint64_t fencing_token_;
  const absl::Duration ttl_;
  common::Clock* const clock_;
  const std::function<void(const absl::Status&)> on_lost_;
  common::ShutdownSignal stop_;
  std::thread thread_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_LEASE_KEEPER_H_
