#include "query/watch/watch_stream.h"

#include <iterator>
#include <utility>

#include "common/grpc_status.h"
#include "query/query_errors.h"
#include "query/view/view_errors.h"

namespace trialweave::query {

WatchStream* WatchStream::Start(const WatchParts& parts, const v1::WatchTrialsRequest& request) {
  auto watch = TrialWatch::Create(request, parts.log, parts.selector);
  std::shared_ptr<WatchStream> stream(new WatchStream(parts));
  stream->self_ = stream;
  if (watch.ok()) {
    stream->watch_ = *std::move(watch);
    stream->Queue();
  } else {
    stream->End(watch.status());
  }
  return stream.get();
}

WatchStream* WatchStream::Refuse(const absl::Status& status) {
  std::shared_ptr<WatchStream> stream(new WatchStream({}));
  stream->self_ = stream;
  stream->End(status);
  return stream.get();
}

void WatchStream::OnWriteDone(bool ok) {
  if (!ok) gone_ = true;
  items_.pop_front();
  if (!items_.empty() && !gone_) return StartWrite(&items_.front());
  Queue();
}

void WatchStream::OnCancel() {
  gone_ = true;
  Wake();
}

void WatchStream::OnDone() {
  if (parts_.log != nullptr) parts_.log->Forget(this);
  self_.reset();
}

void WatchStream::Queue() {
  const absl::Status status = parts_.workers->Submit([self = shared_from_this()] { self->Pump(); });
  if (!status.ok()) End(status);
}

void WatchStream::Pump() {
  if (gone_) return End(Cancelled());
  if (*parts_.closing) return End(ServiceEnding());
  auto next = watch_->Next(parts_.clock->Now());
  if (!next.ok()) return End(next.status());
  if (next->empty()) return Wait();
  items_.assign(std::make_move_iterator(next->begin()), std::make_move_iterator(next->end()));
  StartWrite(&items_.front());
}

void WatchStream::Wait() {
  {
    absl::MutexLock lock(&mutex_);
    waiting_ = true;
  }
  parts_.log->Await(this, watch_->position(), [self = shared_from_this()] { self->Wake(); });
  // It may have come before the stream waited.
  if (gone_) Wake();
}

void WatchStream::Wake() {
  {
    absl::MutexLock lock(&mutex_);
    if (!std::exchange(waiting_, false)) return;
  }
  Queue();
}

void WatchStream::End(const absl::Status& status) { Finish(common::ToGrpc(status)); }

}  // namespace trialweave::query
