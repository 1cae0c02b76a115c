#ifndef TRIALWEAVE_STORE_LEDGER_LEASE_TABLE_H_
#define TRIALWEAVE_STORE_LEDGER_LEASE_TABLE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "store/commit/write_context.h"
#include "trialweave/v1/store_service.pb.h"

// Leases with fencing tokens. Correctness rests on the tokens alone: a holder whose time has passed may go on
// until somebody else acquires the resource. Leases are durable and not on the changelog.
namespace trialweave::store {

// FAILED_PRECONDITION (LEASE_HELD); INVALID_ARGUMENT: no resource, no holder, ttl not in 1 s to 10 min.
absl::Status AcquireLease(const v1::AcquireLeaseRequest& request, WriteContext& context,
                          v1::AcquireLeaseResponse* response);
// FAILED_PRECONDITION (STALE_FENCING_TOKEN): it was lost or released; INVALID_ARGUMENT.
absl::Status RenewLease(const v1::RenewLeaseRequest& request, WriteContext& context, v1::RenewLeaseResponse* response);
// Releasing a lease that was lost does nothing. INVALID_ARGUMENT: no resource.
absl::Status ReleaseLease(const v1::ReleaseLeaseRequest& request, WriteContext& context);

// FAILED_PRECONDITION (STALE_FENCING_TOKEN): `token` is not the newest of the resource.
absl::Status CheckFencingToken(const std::string& resource, uint64_t token, WriteContext& context);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LEDGER_LEASE_TABLE_H_
