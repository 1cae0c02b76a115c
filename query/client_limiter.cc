#include "query/client_limiter.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "query/query_errors.h"

namespace trialweave::query {
namespace {

constexpr double kBurstSeconds = 4;
// Clients that are remembered before those that have been quiet are forgotten.
constexpr size_t kMaxClients = 10000;

std::string AddressOf(const std::string& peer) {
  const bool has_port = absl::StartsWith(peer, "ipv4:") || absl::StartsWith(peer, "ipv6:");
  return has_port ? peer.substr(0, peer.rfind(':')) : peer;
}

}  // namespace

ClientLimiter::ClientLimiter(common::Clock* clock, double per_second)
    : clock_(clock), per_second_(per_second), burst_(std::max(1.0, kBurstSeconds * per_second)) {}

absl::Status ClientLimiter::Admit(const std::string& peer) {
  if (per_second_ <= 0) return absl::OkStatus();
  const absl::Time now = clock_->Now();
  absl::MutexLock lock(&mutex_);
  if (buckets_.size() >= kMaxClients) Forget(now);
  Bucket& bucket = buckets_.try_emplace(AddressOf(peer), Bucket{burst_, now}).first->second;
  const double since = std::max(0.0, absl::ToDoubleSeconds(now - bucket.filled));
  bucket = {std::min(burst_, bucket.tokens + since * per_second_), now};
  if (bucket.tokens < 1) return TooManyCalls(per_second_, absl::Seconds((1 - bucket.tokens) / per_second_));
  bucket.tokens -= 1;
  return absl::OkStatus();
}

void ClientLimiter::Forget(absl::Time now) {
  absl::erase_if(buckets_, [&](const auto& entry) {
    return entry.second.tokens + absl::ToDoubleSeconds(now - entry.second.filled) * per_second_ >= burst_;
  });
}

size_t ClientLimiter::clients() const {
  absl::MutexLock lock(&mutex_);
  return buckets_.size();
}

}  // namespace trialweave::query
