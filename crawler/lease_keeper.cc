#include "crawler/lease_keeper.h"

#include <algorithm>
#include <utility>

#include "common/log.h"
#include "crawler/patience.h"
#include "google/protobuf/util/time_util.h"

namespace trialweave::crawler {

LeaseKeeper::LeaseKeeper(StoreClient* store, std::string resource, uint64_t fencing_token, absl::Duration ttl,
                         common::Clock* clock, std::function<void(const absl::Status&)> on_lost)
    : store_(store),
      resource_(std::move(resource)),
      fencing_token_(fencing_token),
      ttl_(ttl),
      clock_(clock),
      on_lost_(std::move(on_lost)) {
  thread_ = std::thread([this] { Run(); });
}

LeaseKeeper::~LeaseKeeper() {
  stop_.Request();
  thread_.join();
  v1::ReleaseLeaseRequest request;
  request.set_resource(resource_);
  request.set_fencing_token(fencing_token_);
  // Tried once: if the store is away, the lease runs out by itself.
  if (auto response = store_->ReleaseLease(request); !response.ok()) {
    common::LogWarn("lease not released",
                    {{"resource", resource_}, {"error", std::string(response.status().message())}});
  }
}

void LeaseKeeper::Run() {
  v1::RenewLeaseRequest request;
  request.set_resource(resource_);
  request.set_fencing_token(fencing_token_);
  *request.mutable_ttl() = google::protobuf::util::TimeUtil::MillisecondsToDuration(absl::ToInt64Milliseconds(ttl_));
  absl::Duration wait = ttl_ / 3;
  while (!stop_.WaitFor(wait, *clock_)) {
    const auto response = store_->RenewLease(request);
    wait = response.ok() ? ttl_ / 3 : std::min(absl::Seconds(1), ttl_ / 10);
    if (response.ok() || IsTransient(response.status())) continue;
    common::LogError("lease lost", {{"resource", resource_}, {"error", std::string(response.status().message())}});
    return on_lost_(response.status());
  }
}

}  // namespace trialweave::crawler
