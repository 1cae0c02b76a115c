#ifndef TRIALWEAVE_STORE_WORKER_STREAM_H_
#define TRIALWEAVE_STORE_WORKER_STREAM_H_

#include <atomic>
#include <deque>
#include <functional>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "common/grpc_status.h"
#include "grpcpp/support/server_callback.h"
#include "store/background_worker.h"
#include "store/errors.h"

namespace trialweave::store {

// WorkerStream serves one call that works long and tells how it goes: the work runs on a worker, what it finds goes out
// as fast as the client takes it; of progress only the newest. Deletes itself.
template <typename Response>
class WorkerStream : public grpc::ServerWriteReactor<Response> {
 public:
  // Takes an event; false when nobody listens any more.
  using Tell = std::function<bool(const Response&)>;
  using Work = absl::AnyInvocable<absl::Status(const Tell&)>;

  // `is_progress` tells events that a newer one may replace. `worker` and `stop` outlive it; `stop` ends it early with
  // UNAVAILABLE (DRAINING).
  WorkerStream(Work work, bool (*is_progress)(const Response&), BackgroundWorker* worker, const std::atomic<bool>* stop)
      : work_(std::move(work)), is_progress_(is_progress), stop_(stop) {
    worker->Run([this] { Run(); });
  }

  void OnWriteDone(bool ok) override ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok) cancelled_ = true;
    Advance();
  }
  void OnCancel() override ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    cancelled_ = true;
    Advance();
  }
  void OnDone() override ABSL_LOCKS_EXCLUDED(mutex_) {
    // Whoever called Finish may still hold it.
    { absl::MutexLock lock(&mutex_); }
    delete this;
  }

 private:
  // Findings that may wait for the client; the work waits when there are more.
  static constexpr size_t kMaxWaiting = 1000;

  // On the worker.
  void Run() ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::Status status = work_([this](const Response& event) { return Add(event); });
    absl::MutexLock lock(&mutex_);
    ended_ = true;
    status_ = std::move(status);
    Advance();
  }

  bool Add(const Response& event) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    const auto has_room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return cancelled_ || findings_.size() < kMaxWaiting;
    };
    mutex_.Await(absl::Condition(&has_room));
    if (cancelled_ || *stop_) return false;
    if (is_progress_(event)) {
      progress_ = event;
    } else {
      findings_.push_back(event);
    }
    Advance();
    return true;
  }

  void Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || finished_) return;
    if (!cancelled_ && (!findings_.empty() || progress_.has_value())) {
      if (findings_.empty()) {
        response_.Swap(&*progress_);
        progress_.reset();
      } else {
        response_.Swap(&findings_.front());
        findings_.pop_front();
      }
      writing_ = true;
      this->StartWrite(&response_);
      return;
    }
    if (!ended_) return;
    finished_ = true;
    this->Finish(common::ToGrpc(cancelled_ ? absl::CancelledError() : *stop_ ? DrainingError() : status_));
  }

  Work work_;
  bool (*const is_progress_)(const Response&);
  const std::atomic<bool>* const stop_;
  absl::Mutex mutex_;
  // Belongs to gRPC while writing_.
  Response response_;
  std::deque<Response> findings_ ABSL_GUARDED_BY(mutex_);
  std::optional<Response> progress_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  // The worker is done with it, with this result.
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_WORKER_STREAM_H_
