#ifndef TRIALWEAVE_CRAWLER_GRPC_STORE_CLIENT_H_
#define TRIALWEAVE_CRAWLER_GRPC_STORE_CLIENT_H_

#include <memory>

#include "crawler/store_client.h"
#include "grpcpp/channel.h"
#include "trialweave/v1/store_service.grpc.pb.h"

namespace trialweave::crawler {

// GrpcStoreClient is the StoreClient over gRPC.
class GrpcStoreClient : public StoreClient {
 public:
  explicit GrpcStoreClient(const std::shared_ptr<grpc::Channel>& channel) : stub_(v1::StoreService::NewStub(channel)) {}

  absl::StatusOr<v1::AcquireLeaseResponse> AcquireLease(const v1::AcquireLeaseRequest& request) override;
  absl::StatusOr<v1::RenewLeaseResponse> RenewLease(const v1::RenewLeaseRequest& request) override;
  absl::StatusOr<v1::ReleaseLeaseResponse> ReleaseLease(const v1::ReleaseLeaseRequest& request) override;
  absl::StatusOr<v1::StartRunResponse> StartRun(const v1::StartRunRequest& request) override;
  absl::StatusOr<v1::AdvanceCheckpointResponse> AdvanceCheckpoint(const v1::AdvanceCheckpointRequest& request) override;
  absl::StatusOr<v1::RecordSnapshotResponse> RecordSnapshot(const v1::RecordSnapshotRequest& request) override;
  absl::StatusOr<v1::FinishRunResponse> FinishRun(const v1::FinishRunRequest& request) override;
  absl::StatusOr<v1::GetRunResponse> GetRun(const v1::GetRunRequest& request) override;
  absl::StatusOr<std::vector<v1::ReadArchiveResponse>> ReadArchive(const v1::ReadArchiveRequest& request,
                                                                   size_t max_documents, size_t max_bytes) override;

 private:
  const std::unique_ptr<v1::StoreService::Stub> stub_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_GRPC_STORE_CLIENT_H_
