#include "crawler/grpc_store_client.h"

#include <chrono>
#include <memory>
#include <utility>

#include "common/grpc_status.h"

namespace trialweave::crawler {
namespace {

// A lease is renewed several times in its life, so these come back soon; a finishing run may wait for a group.
constexpr std::chrono::seconds kLeaseDeadline(5);
constexpr std::chrono::seconds kRunDeadline(60);
// Reads a whole set.
constexpr std::chrono::seconds kSnapshotDeadline(600);
constexpr std::chrono::seconds kArchiveDeadline(120);

template <typename Request, typename Response>
absl::StatusOr<Response> Call(v1::StoreService::Stub* stub, std::chrono::seconds deadline, const Request& request,
                              grpc::Status (v1::StoreService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                             Response*)) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + deadline);
  Response response;
  const grpc::Status status = (stub->*method)(&context, request, &response);
  if (!status.ok()) return common::FromGrpc(status);
  return response;
}

}  // namespace

absl::StatusOr<v1::AcquireLeaseResponse> GrpcStoreClient::AcquireLease(const v1::AcquireLeaseRequest& request) {
  return Call(stub_.get(), kLeaseDeadline, request, &v1::StoreService::Stub::AcquireLease);
}

absl::StatusOr<v1::RenewLeaseResponse> GrpcStoreClient::RenewLease(const v1::RenewLeaseRequest& request) {
  return Call(stub_.get(), kLeaseDeadline, request, &v1::StoreService::Stub::RenewLease);
}

absl::StatusOr<v1::ReleaseLeaseResponse> GrpcStoreClient::ReleaseLease(const v1::ReleaseLeaseRequest& request) {
  return Call(stub_.get(), kLeaseDeadline, request, &v1::StoreService::Stub::ReleaseLease);
}

absl::StatusOr<v1::StartRunResponse> GrpcStoreClient::StartRun(const v1::StartRunRequest& request) {
  return Call(stub_.get(), kRunDeadline, request, &v1::StoreService::Stub::StartRun);
}

absl::StatusOr<v1::AdvanceCheckpointResponse> GrpcStoreClient::AdvanceCheckpoint(
    const v1::AdvanceCheckpointRequest& request) {
  return Call(stub_.get(), kRunDeadline, request, &v1::StoreService::Stub::AdvanceCheckpoint);
}

absl::StatusOr<v1::RecordSnapshotResponse> GrpcStoreClient::RecordSnapshot(const v1::RecordSnapshotRequest& request) {
  return Call(stub_.get(), kSnapshotDeadline, request, &v1::StoreService::Stub::RecordSnapshot);
}

absl::StatusOr<v1::FinishRunResponse> GrpcStoreClient::FinishRun(const v1::FinishRunRequest& request) {
  return Call(stub_.get(), kRunDeadline, request, &v1::StoreService::Stub::FinishRun);
}

absl::StatusOr<v1::GetRunResponse> GrpcStoreClient::GetRun(const v1::GetRunRequest& request) {
  return Call(stub_.get(), kRunDeadline, request, &v1::StoreService::Stub::GetRun);
}

absl::StatusOr<std::vector<v1::ReadArchiveResponse>> GrpcStoreClient::ReadArchive(const v1::ReadArchiveRequest& request,
                                                                                  size_t max_documents,
                                                                                  size_t max_bytes) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kArchiveDeadline);
  const std::unique_ptr<grpc::ClientReader<v1::ReadArchiveResponse>> reader = stub_->ReadArchive(&context, request);
  std::vector<v1::ReadArchiveResponse> documents;
  size_t bytes = 0;
  v1::ReadArchiveResponse response;
  while (reader->Read(&response)) {
    bytes += response.document().content().size();
    const bool position = !response.position().empty();
    documents.push_back(std::move(response));
    if (!position || (documents.size() < max_documents && bytes < max_bytes)) continue;
    context.TryCancel();
    reader->Finish();
    return documents;
  }
  const grpc::Status status = reader->Finish();
  if (!status.ok()) return common::FromGrpc(status);
  return documents;
}

}  // namespace trialweave::crawler
