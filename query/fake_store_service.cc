#include "query/fake_store_service.h"

#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/grpc_status.h"
#include "common/status.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace trialweave::query {
namespace {

// Small, so that tests see several batches.
constexpr size_t kEntriesPerResponse = 3;

}  // namespace

void FakeStoreService::Start() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = false;
  }
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
}

void FakeStoreService::Stop() {
  if (server_ == nullptr) return;
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  server_->Shutdown(absl::ToChronoTime(absl::Now()));
  server_->Wait();
  server_.reset();
}

void FakeStoreService::Append(v1::ChangelogEntry entry) {
  absl::MutexLock lock(&mutex_);
  entry.set_sequence(log_.size() + 1);
  entry.mutable_commit_time()->set_seconds(1000 + static_cast<int64_t>(log_.size()));
  log_.push_back(std::move(entry));
}

void FakeStoreService::Clear() {
  absl::MutexLock lock(&mutex_);
  log_.clear();
}

std::vector<uint64_t> FakeStoreService::watches() const {
  absl::MutexLock lock(&mutex_);
  return watches_;
}

grpc::Status FakeStoreService::Watch(grpc::ServerContext* context, const v1::WatchRequest* request,
                                     grpc::ServerWriter<v1::WatchResponse>* writer) {
  uint64_t sent = request->after_sequence();
  bool first = true;
  while (true) {
    v1::WatchResponse response;
    {
      absl::MutexLock lock(&mutex_);
      if (first) watches_.push_back(sent);
      const auto wake = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
        return first || stopping_ || log_.size() != sent || context->IsCancelled();
      };
      // A client that goes away wakes nobody.
      while (!mutex_.AwaitWithTimeout(absl::Condition(&wake), absl::Milliseconds(20))) {
      }
      first = false;
      if (stopping_ || context->IsCancelled()) return grpc::Status::CANCELLED;
      if (sent > log_.size()) {
        return common::ToGrpc(
            common::MakeError(absl::StatusCode::kOutOfRange, "SEQUENCE_AHEAD", "the store does not reach there"));
      }
      for (; sent < log_.size() && response.entries_size() < static_cast<int>(kEntriesPerResponse); ++sent) {
        *response.add_entries() = log_[sent];
      }
      response.set_up_to_sequence(sent);
      response.set_latest_sequence(log_.size());
    }
    if (!writer->Write(response)) return grpc::Status::CANCELLED;
  }
}

}  // namespace trialweave::query
