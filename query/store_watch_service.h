#ifndef TRIALWEAVE_QUERY_STORE_WATCH_SERVICE_H_
#define TRIALWEAVE_QUERY_STORE_WATCH_SERVICE_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "query/changelog_source.h"
#include "trialweave/v1/store_service.grpc.pb.h"

namespace trialweave::query {

// StoreWatchService is the changelog of a store over gRPC (StoreService.Watch).
class StoreWatchService : public ChangelogSource {
 public:
  // `store` is an address as common::MakeChannel takes it.
  explicit StoreWatchService(const std::string& store);

  absl::Status Watch(uint64_t after_sequence,
                     const std::function<absl::Status(const ChangelogBatch&)>& on_batch) override
      ABSL_LOCKS_EXCLUDED(mutex_);
  void Cancel() override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const std::unique_ptr<v1::StoreService::Stub> stub_;
  absl::Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  // Of the watch under way.
  grpc::ClientContext* context_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_STORE_WATCH_SERVICE_H_
