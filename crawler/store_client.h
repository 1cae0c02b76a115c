#ifndef TRIALWEAVE_CRAWLER_STORE_CLIENT_H_
#define TRIALWEAVE_CRAWLER_STORE_CLIENT_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::crawler {

// StoreClient is what the crawler needs of the store: leases, runs and the archive. The errors are StoreService's; each
// call has a deadline and is tried once. Thread-safe.
class StoreClient {
 public:
  virtual ~StoreClient() = default;
  virtual absl::StatusOr<v1::AcquireLeaseResponse> AcquireLease(const v1::AcquireLeaseRequest& request) = 0;
  virtual absl::StatusOr<v1::RenewLeaseResponse> RenewLease(const v1::RenewLeaseRequest& request) = 0;
  virtual absl::StatusOr<v1::ReleaseLeaseResponse> ReleaseLease(const v1::ReleaseLeaseRequest& request) = 0;
  virtual absl::StatusOr<v1::StartRunResponse> StartRun(const v1::StartRunRequest& request) = 0;
  virtual absl::StatusOr<v1::AdvanceCheckpointResponse> AdvanceCheckpoint(
      const v1::AdvanceCheckpointRequest& request) = 0;
  virtual absl::StatusOr<v1::RecordSnapshotResponse> RecordSnapshot(const v1::RecordSnapshotRequest& request) = 0;
  virtual absl::StatusOr<v1::FinishRunResponse> FinishRun(const v1::FinishRunRequest& request) = 0;
  virtual absl::StatusOr<v1::GetRunResponse> GetRun(const v1::GetRunRequest& request) = 0;
  // The next documents of the archive: until there are `max_documents` or `max_bytes` of content, and on to the next
  // position. None at the end.
  virtual absl::StatusOr<std::vector<v1::ReadArchiveResponse>> ReadArchive(const v1::ReadArchiveRequest& request,
                                                                           size_t max_documents, size_t max_bytes) = 0;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_STORE_CLIENT_H_
