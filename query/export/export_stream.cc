#include "query/export/export_stream.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/grpc_status.h"
#include "query/query_errors.h"
#include "query/view/view_errors.h"

namespace trialweave::query {

ExportStream::ExportStream(grpc::CallbackServerContext* context, const Parts& parts,
                           const v1::ExportTrialsRequest& request, ReadPage read_page)
    : deadline_(absl::FromChrono(context->deadline())),
      parts_(parts),
      min_sequence_(request.options().min_sequence()),
      reader_(ExportReader::Create(request, [this, read_page = std::move(read_page)](const v1::ListTrialsRequest& ask,
                                                                                     v1::ListTrialsResponse* page) {
        return read_page(
            ask, [this] { return gone_.load() || absl::Now() >= deadline_; }, page);
      })) {}

void ExportStream::Start() {
  const uint64_t sequence = parts_.sequence();
  if (!parts_.readiness->Get()) return End(ViewNotReady(sequence));
  if (!reader_.ok()) return End(reader_.status());
  if (sequence >= min_sequence_) return Begin();
  parts_.waiters->Add(this, min_sequence_, [this](const absl::Status& status) { status.ok() ? Begin() : End(status); });
  // OnCancel may have come before the waiter was there.
  if (gone_) parts_.waiters->Cancel(this, WhyGone());
}

void ExportStream::Begin() {
  Update([] {});
}

void ExportStream::OnCancel() {
  gone_ = true;
  parts_.waiters->Cancel(this, WhyGone());
}

absl::Status ExportStream::WhyGone() const {
  return absl::Now() >= deadline_ ? SequenceNotReached(min_sequence_, parts_.sequence()) : Cancelled();
}

void ExportStream::OnWriteDone(bool ok) {
  Update([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    writing_ = false;
    if (ok) return;
    next_.reset();
    end_ = Cancelled();
  });
}

void ExportStream::Make() {
  v1::ExportTrialsResponse response;
  const absl::StatusOr<bool> more = gone_ ? Cancelled() : (*reader_)->Next(&response);
  Update([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    making_ = false;
    if (end_.has_value()) return;
    if (more.ok() && *more) {
      next_ = std::move(response);
    } else {
      end_ = more.status();
    }
  });
}

void ExportStream::End(const absl::Status& status) {
  Update([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { end_ = status; });
}

void ExportStream::Update(absl::FunctionRef<void()> change) {
  absl::Status end;
  {
    // What is changed and what follows from it are one step, so that one thread alone sees the end.
    absl::MutexLock lock(&mutex_);
    change();
    GoOn();
    if (!end_.has_value() || writing_ || making_ || next_.has_value()) return;
    end = *end_;
  }
  // Finish may delete the stream.
  parts_.metrics->CountRefused(end);
  Finish(common::ToGrpc(end));
}

void ExportStream::GoOn() {
  if (!writing_ && next_.has_value()) {
    sent_.Swap(&*next_);
    next_.reset();
    writing_ = true;
    StartWrite(&sent_);
  }
  if (making_ || next_.has_value() || end_.has_value()) return;
  const absl::Status status = parts_.workers->Submit([this] { Make(); });
  making_ = status.ok();
  if (!status.ok()) end_ = status;
}

}  // namespace trialweave::query
