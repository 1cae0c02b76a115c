#include "query/store_watch_service.h"

#include "common/channel.h"
#include "common/grpc_status.h"
#include "common/status.h"
#include "grpcpp/client_context.h"

namespace trialweave::query {

StoreWatchService::StoreWatchService(const std::string& store)
    : stub_(v1::StoreService::NewStub(common::MakeChannel(store))) {}

absl::Status StoreWatchService::Watch(uint64_t after_sequence,
                                      const std::function<absl::Status(const ChangelogBatch&)>& on_batch) {
  grpc::ClientContext context;
  {
    absl::MutexLock lock(&mutex_);
    if (cancelled_) return common::MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the service is ending");
    context_ = &context;
  }
  v1::WatchRequest request;
  request.set_after_sequence(after_sequence);
  const auto reader = stub_->Watch(&context, request);
  v1::WatchResponse response;
  absl::Status refused;
  while (refused.ok() && reader->Read(&response)) {
    ChangelogBatch batch;
    batch.entries.Swap(response.mutable_entries());
    batch.up_to_sequence = response.up_to_sequence();
    batch.latest_sequence = response.latest_sequence();
    batch.snapshot = response.snapshot();
    refused = on_batch(batch);
    if (!refused.ok()) context.TryCancel();
  }
  const grpc::Status ended = reader->Finish();
  {
    absl::MutexLock lock(&mutex_);
    context_ = nullptr;
  }
  if (!refused.ok()) return refused;
  if (!ended.ok()) return common::FromGrpc(ended);
  return common::MakeError(absl::StatusCode::kUnavailable, "WATCH_ENDED", "the store ended the stream");
}

void StoreWatchService::Cancel() {
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  if (context_ != nullptr) context_->TryCancel();
}

}  // namespace trialweave::query
