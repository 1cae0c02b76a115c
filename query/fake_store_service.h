#ifndef TRIALWEAVE_QUERY_FAKE_STORE_SERVICE_H_
#define TRIALWEAVE_QUERY_FAKE_STORE_SERVICE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "trialweave/v1/store_service.grpc.pb.h"

namespace trialweave::query {

// FakeStoreService is a store for tests: a changelog in memory behind a real gRPC server, of which only Watch answers.
// Thread-safe.
class FakeStoreService : public v1::StoreService::Service {
 public:
  // `address` is a gRPC listening address, such as "unix:/...".
  explicit FakeStoreService(const std::string& address) : address_(address) {}
  ~FakeStoreService() override { Stop(); }

  void Start();
  // Ends all streams, as a crash would.
  void Stop();

  // Appends an entry with the next sequence.
  void Append(v1::ChangelogEntry entry) ABSL_LOCKS_EXCLUDED(mutex_);
  // Forgets everything, as a store that was restored from an older backup would.
  void Clear() ABSL_LOCKS_EXCLUDED(mutex_);
  // Sequence of the newest entry.
  uint64_t last_sequence() const ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    return log_.size();
  }
  // after_sequence of each Watch so far.
  std::vector<uint64_t> watches() const ABSL_LOCKS_EXCLUDED(mutex_);

  grpc::Status Watch(grpc::ServerContext* context, const v1::WatchRequest* request,
                     grpc::ServerWriter<v1::WatchResponse>* writer) override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const std::string address_;
  std::unique_ptr<grpc::Server> server_;
  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<v1::ChangelogEntry> log_ ABSL_GUARDED_BY(mutex_);
  std::vector<uint64_t> watches_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FAKE_STORE_SERVICE_H_
