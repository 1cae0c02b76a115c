#include "store/verify_stream.h"

#include <utility>

#include "common/grpc_status.h"
#include "store/errors.h"
#include "store/verification/verifier.h"

namespace trialweave::store {
namespace {

// Findings that may wait for the client; the checks wait when there are more.
constexpr size_t kMaxWaiting = 1000;

}  // namespace

VerifyStream::VerifyStream(const Database* database, bool skip_files, BackgroundWorker* worker,
                           const std::atomic<bool>* stop)
    : stop_(stop) {
  worker->Run([this, database, skip_files] { Verify(database, skip_files); });
}

void VerifyStream::Verify(const Database* database, bool skip_files) {
  v1::VerifyStoreResponse last;
  *last.mutable_summary() =
      VerifyDatabase(*database, skip_files, [this](const v1::VerifyStoreResponse& event) { return Tell(event); });
  Tell(last);
  absl::MutexLock lock(&mutex_);
  ended_ = true;
  Advance();
}

bool VerifyStream::Tell(const v1::VerifyStoreResponse& event) {
  absl::MutexLock lock(&mutex_);
  const auto has_room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return cancelled_ || findings_.size() < kMaxWaiting;
  };
  mutex_.Await(absl::Condition(&has_room));
  if (cancelled_ || *stop_) return false;
  if (event.has_progress()) {
    progress_ = event;
  } else {
    findings_.push_back(event);
  }
  Advance();
  return true;
}

void VerifyStream::OnWriteDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  writing_ = false;
  if (!ok) cancelled_ = true;
  Advance();
}

void VerifyStream::OnCancel() {
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  Advance();
}

void VerifyStream::OnDone() {
  // Whoever called Finish may still hold it.
  { absl::MutexLock lock(&mutex_); }
  delete this;
}

void VerifyStream::Advance() {
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
    StartWrite(&response_);
    return;
  }
  if (!ended_) return;
  finished_ = true;
  Finish(common::ToGrpc(cancelled_ ? absl::CancelledError() : *stop_ ? DrainingError() : absl::OkStatus()));
}

}  // namespace trialweave::store
