#include "store/ledger/lease_table.h"

#include "common/timestamps.h"
#include "google/protobuf/duration.pb.h"
#include "store/errors.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredLease;

constexpr absl::Duration kMinTtl = absl::Seconds(1);
constexpr absl::Duration kMaxTtl = absl::Minutes(10);
constexpr size_t kMaxName = 256;

absl::StatusOr<absl::Duration> Ttl(const google::protobuf::Duration& duration) {
  const absl::Duration ttl = absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
  if (ttl < kMinTtl || ttl > kMaxTtl) return InvalidFieldError("ttl", "must be 1 s to 10 min");
  return ttl;
}

absl::Status CheckName(std::string_view field, const std::string& name) {
  if (name.empty() || name.size() > kMaxName) return InvalidFieldError(field, "must have 1 to 256 bytes");
  return absl::OkStatus();
}

absl::StatusOr<StoredLease> ReadLease(const std::string& resource, WriteContext& context) {
  StoredLease lease;
  absl::StatusOr<bool> found = context.transaction().Read(Family::kLeases, resource, &lease);
  if (!found.ok()) return found.status();
  return lease;
}

}  // namespace

absl::Status AcquireLease(const v1::AcquireLeaseRequest& request, WriteContext& context,
                          v1::AcquireLeaseResponse* response) {
  if (absl::Status status = CheckName("resource", request.resource()); !status.ok()) return status;
  if (absl::Status status = CheckName("holder", request.holder()); !status.ok()) return status;
  absl::StatusOr<absl::Duration> ttl = Ttl(request.ttl());
  if (!ttl.ok()) return ttl.status();
  absl::StatusOr<StoredLease> lease = ReadLease(request.resource(), context);
  if (!lease.ok()) return lease.status();
  const absl::Time expires = common::FromTimestamp(lease->expire_time());
  if (!lease->holder().empty() && lease->holder() != request.holder() && context.now() < expires) {
    return LeaseHeldError(request.resource(), lease->holder(), expires);
  }
  lease->set_holder(request.holder());
  lease->set_fencing_token(lease->fencing_token() + 1);
  *lease->mutable_expire_time() = common::ToTimestamp(context.now() + *ttl);
  context.transaction().Write(Family::kLeases, request.resource(), *lease);
  response->set_fencing_token(lease->fencing_token());
  *response->mutable_expire_time() = lease->expire_time();
  return absl::OkStatus();
}

absl::Status RenewLease(const v1::RenewLeaseRequest& request, WriteContext& context, v1::RenewLeaseResponse* response) {
  if (absl::Status status = CheckName("resource", request.resource()); !status.ok()) return status;
  absl::StatusOr<absl::Duration> ttl = Ttl(request.ttl());
  if (!ttl.ok()) return ttl.status();
  absl::StatusOr<StoredLease> lease = ReadLease(request.resource(), context);
  if (!lease.ok()) return lease.status();
  if (lease->holder().empty() || lease->fencing_token() != request.fencing_token()) {
    return StaleFencingTokenError(request.resource(), request.fencing_token(), lease->fencing_token());
  }
  *lease->mutable_expire_time() = common::ToTimestamp(context.now() + *ttl);
  context.transaction().Write(Family::kLeases, request.resource(), *lease);
  *response->mutable_expire_time() = lease->expire_time();
  return absl::OkStatus();
}

absl::Status ReleaseLease(const v1::ReleaseLeaseRequest& request, WriteContext& context) {
  if (absl::Status status = CheckName("resource", request.resource()); !status.ok()) return status;
  absl::StatusOr<StoredLease> lease = ReadLease(request.resource(), context);
  if (!lease.ok()) return lease.status();
  if (lease->holder().empty() || lease->fencing_token() != request.fencing_token()) return absl::OkStatus();
  // The token stays: the next one must be greater.
  lease->clear_holder();
  *lease->mutable_expire_time() = common::ToTimestamp(context.now());
  context.transaction().Write(Family::kLeases, request.resource(), *lease);
  return absl::OkStatus();
}

absl::Status CheckFencingToken(const std::string& resource, uint64_t token, WriteContext& context) {
  absl::StatusOr<StoredLease> lease = ReadLease(resource, context);
  if (!lease.ok()) return lease.status();
  if (lease->fencing_token() != token || token == 0) {
    return StaleFencingTokenError(resource, token, lease->fencing_token());
  }
  return absl::OkStatus();
}

}  // namespace trialweave::store
