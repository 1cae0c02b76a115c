#ifndef TRIALWEAVE_QUERY_WATCH_WATCH_STREAM_H_
#define TRIALWEAVE_QUERY_WATCH_WATCH_STREAM_H_

#include <atomic>
#include <deque>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/server_callback.h"
#include "query/watch/trial_watch.h"
#include "query/watch/watch_hub.h"
#include "trialweave/v1/trial_stream.pb.h"

namespace trialweave::query {

// WatchStream serves one WatchTrials call: some tens of items at a time, which go out as fast as the client takes them;
// the rest waits in the log, not here. Whoever is between two steps owns the stream: a worker, gRPC while it writes, or
// the log while there is nothing to tell.
class WatchStream : public grpc::ServerWriteReactor<v1::WatchTrialsResponse>,
                    public std::enable_shared_from_this<WatchStream> {
 public:
  // The stream keeps itself until gRPC is done with it.
  static WatchStream* Start(WatchHub& hub, const v1::WatchTrialsRequest& request);
  // Ends at once with `status`.
  static WatchStream* Refuse(const absl::Status& status);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  explicit WatchStream(WatchHub* hub) : hub_(hub) {}

  // The next step, on a worker.
  void Queue();
  void Pump();
  // Until the log knows more.
  void Wait() ABSL_LOCKS_EXCLUDED(mutex_);
  void Wake() ABSL_LOCKS_EXCLUDED(mutex_);
  void End(const absl::Status& status);

  // Null for a stream that is refused.
  WatchHub* const hub_;
  std::shared_ptr<WatchStream> self_;
  // The owner's.
  std::unique_ptr<TrialWatch> watch_;
  std::deque<v1::WatchTrialsResponse> items_;
  std::atomic<bool> gone_ = false;
  absl::Mutex mutex_;
  bool waiting_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_WATCH_WATCH_STREAM_H_
