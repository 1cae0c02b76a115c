#ifndef TRIALWEAVE_STORE_VERIFY_STREAM_H_
#define TRIALWEAVE_STORE_VERIFY_STREAM_H_

#include <atomic>
#include <deque>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/server_callback.h"
#include "store/background_worker.h"
#include "store/database/database.h"
#include "trialweave/v1/store_admin.pb.h"

namespace trialweave::store {

// VerifyStream serves one VerifyStore call: the checks run on a worker, their findings go out as fast as the client
// takes them; of progress only the newest. Deletes itself.
class VerifyStream : public grpc::ServerWriteReactor<v1::VerifyStoreResponse> {
 public:
  // All outlive it; `stop` ends it early with UNAVAILABLE (DRAINING).
  VerifyStream(const Database* database, bool skip_files, BackgroundWorker* worker, const std::atomic<bool>* stop);

  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnDone() override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // On the worker.
  void Verify(const Database* database, bool skip_files) ABSL_LOCKS_EXCLUDED(mutex_);
  // False when nobody listens any more.
  bool Tell(const v1::VerifyStoreResponse& event) ABSL_LOCKS_EXCLUDED(mutex_);
  void Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::atomic<bool>* const stop_;
  absl::Mutex mutex_;
  // Belongs to gRPC while writing_.
  v1::VerifyStoreResponse response_;
  std::deque<v1::VerifyStoreResponse> findings_ ABSL_GUARDED_BY(mutex_);
  std::optional<v1::VerifyStoreResponse> progress_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  // The worker is done with it.
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_VERIFY_STREAM_H_
