#ifndef TRIALWEAVE_STORE_WATCH_STREAM_H_
#define TRIALWEAVE_STORE_WATCH_STREAM_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/server_callback.h"
#include "store/changelog/changelog.h"
#include "store/watch_hub.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::store {

// WatchStream serves one Watch call: a snapshot first, where the beginning is asked for and no longer kept; then
// entries in batches, one batch in flight, then waiting for more. A slow reader delays only itself, and costs one batch
// and, during its snapshot, the values that were replaced since. Deletes itself.
class WatchStream : public grpc::ServerWriteReactor<v1::WatchResponse>, public WatchWaiter {
 public:
  // Both outlive it.
  WatchStream(const ChangelogReader* changelog, WatchHub* hub, uint64_t after_sequence);

  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mutex_);
  void OnDone() override ABSL_LOCKS_EXCLUDED(mutex_);
  void Wake() override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // Sends the next batch, or waits, or ends the call. Called by whoever owns the stream's next step: the
  // callback of the last one, or who took it out of the hub.
  void Pump() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Sends the snapshot's next part, or a bookmark when it is whole.
  void PumpSnapshot() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void End(const absl::Status& status);
  void Send(std::vector<v1::ChangelogEntry> entries) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const ChangelogReader* const changelog_;
  WatchHub* const hub_;
  absl::Mutex mutex_;
  uint64_t after_ ABSL_GUARDED_BY(mutex_);
  bool sent_any_ ABSL_GUARDED_BY(mutex_) = false;
  // While it is sent.
  std::unique_ptr<ChangelogSnapshot> snapshot_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> cancelled_ = false;
  // Belongs to gRPC while it is written.
  v1::WatchResponse response_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_WATCH_STREAM_H_
