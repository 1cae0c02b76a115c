#include "store/commit_stream.h"

#include <string>
#include <utility>

#include "common/grpc_status.h"
#include "common/status.h"
#include "store/errors.h"

namespace trialweave::store {
namespace {

// The database could not be read or written, or the store drains: nothing can be said of this document now.
bool EndsTheStream(const absl::Status& status) { return status.code() == absl::StatusCode::kUnavailable; }

}  // namespace

CommitStream::CommitStream(Store* store, StreamWindow window, std::function<void(CommitStream*)> on_end)
    : store_(store), window_(window), on_end_(std::move(on_end)) {
  absl::MutexLock lock(&mutex_);
  Advance();
}

void CommitStream::Drain() {
  absl::MutexLock lock(&mutex_);
  no_more_ = true;
  if (end_.ok()) end_ = DrainingError();
  Advance();
}

void CommitStream::OnReadDone(bool ok) {
  v1::CommitRequest request;
  uint64_t number = 0;
  {
    absl::MutexLock lock(&mutex_);
    reading_ = false;
    if (!ok || no_more_) {
      no_more_ = true;
      Advance();
      return;
    }
    request.Swap(&request_);
    number = read_++;
    ++under_way_;
    bytes_under_way_ += request.ByteSizeLong();
    // The next one may be read while this one is prepared.
    Advance();
  }
  Process(number, std::move(request));
}

void CommitStream::Process(uint64_t number, v1::CommitRequest request) {
  Arrival arrival;
  arrival.run = request.document().run();
  arrival.ordinal = request.document().ordinal();
  arrival.bytes = request.ByteSizeLong();
  arrival.document = store_->Prepare(std::move(request));
  SubmitInOrder(number, std::move(arrival));
}

void CommitStream::SubmitInOrder(uint64_t number, Arrival arrival) {
  absl::MutexLock lock(&mutex_);
  prepared_.emplace(number, std::move(arrival));
  if (submitting_) return;
  submitting_ = true;
  while (!prepared_.empty() && prepared_.begin()->first == submitted_) {
    Arrival next = std::move(prepared_.begin()->second);
    prepared_.erase(prepared_.begin());
    ++submitted_;
    // The answer may come at once, and needs the mutex.
    mutex_.Unlock();
    Submit(std::move(next));
    mutex_.Lock();
  }
  submitting_ = false;
  Advance();
}

void CommitStream::Submit(Arrival arrival) {
  const size_t bytes = arrival.bytes;
  if (!arrival.document.ok()) return Answered(arrival.run, arrival.ordinal, bytes, arrival.document.status());
  store_->Commit(*std::move(arrival.document),
                 [this, run = std::move(arrival.run), ordinal = arrival.ordinal,
                  bytes](absl::StatusOr<v1::DocumentAck> ack) { Answered(run, ordinal, bytes, std::move(ack)); });
}

void CommitStream::Answered(const std::string& run, uint64_t ordinal, size_t bytes,
                            absl::StatusOr<v1::DocumentAck> ack) {
  absl::MutexLock lock(&mutex_);
  --under_way_;
  bytes_under_way_ -= bytes;
  if (!ack.ok() && EndsTheStream(ack.status())) {
    no_more_ = true;
    end_ = ack.status();
  } else {
    v1::CommitResponse& answer = answers_.emplace_back();
    answer.set_run(run);
    answer.set_ordinal(ordinal);
    if (ack.ok()) {
      answer.mutable_ack()->Swap(&*ack);
    } else {
      *answer.mutable_refusal() = common::ToProto(ack.status());
    }
  }
  Advance();
}

void CommitStream::OnWriteDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  writing_ = false;
  if (!ok) broken_ = true;
  Advance();
}

void CommitStream::OnCancel() {
  absl::MutexLock lock(&mutex_);
  broken_ = true;
  no_more_ = true;
  Advance();
}

void CommitStream::OnDone() {
  // Whoever called Finish may still hold it.
  { absl::MutexLock lock(&mutex_); }
  on_end_(this);
  delete this;
}

void CommitStream::Advance() {
  if (finished_) return;
  Read();
  Write();
  // What is under way still has to tell us.
  if (no_more_ && under_way_ == 0 && !submitting_ && !writing_ && !waiting_for_room_ && (answers_.empty() || broken_)) {
    finished_ = true;
    Finish(common::ToGrpc(broken_ ? absl::CancelledError() : end_));
  }
}

void CommitStream::Read() {
  if (no_more_ || reading_ || waiting_for_room_ || under_way_ + answers_.size() >= window_.documents ||
      bytes_under_way_ >= window_.bytes) {
    return;
  }
  waiting_for_room_ = true;
  const bool room = store_->HasRoomOr([this] {
    absl::MutexLock lock(&mutex_);
    waiting_for_room_ = false;
    Advance();
  });
  if (!room) return;
  waiting_for_room_ = false;
  reading_ = true;
  StartRead(&request_);
}

void CommitStream::Write() {
  if (writing_ || broken_ || answers_.empty()) return;
  response_.Swap(&answers_.front());
  answers_.pop_front();
  writing_ = true;
  grpc::WriteOptions options;
  // Several answers of one group share a packet.
  if (!answers_.empty()) options.set_buffer_hint();
  StartWrite(&response_, options);
}

}  // namespace trialweave::store
