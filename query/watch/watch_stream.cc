#include "query/watch/watch_stream.h"

#include <iterator>
#include <utility>

#include "common/grpc_status.h"
#include "query/query_errors.h"
#include "query/view/view_errors.h"

namespace trialweave::query {

WatchStream* WatchStream::Start(WatchHub& hub, const v1::WatchTrialsRequest& request) {
  if (hub.closing) return Refuse(ServiceEnding());
  auto watch = TrialWatch::Create(request, hub.log, hub.selector);
  if (!watch.ok()) return Refuse(watch.status());
  if (++hub.open > hub.most) {
    --hub.open;
    return Refuse(TooManyWatches(hub.most));
  }
  std::shared_ptr<WatchStream> stream(new WatchStream(&hub));
  stream->self_ = stream;
  stream->watch_ = *std::move(watch);
  stream->Queue();
  return stream.get();
}

WatchStream* WatchStream::Refuse(const absl::Status& status) {
  std::shared_ptr<WatchStream> stream(new WatchStream(nullptr));
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
  if (hub_ != nullptr) {
    hub_->log->Forget(this);
    --hub_->open;
  }
  self_.reset();
}

void WatchStream::Queue() {
  const absl::Status status = hub_->workers->Submit([self = shared_from_this()] { self->Pump(); });
  if (!status.ok()) End(status);
}

void WatchStream::Pump() {
  if (gone_) return End(Cancelled());
  if (hub_->closing) return End(ServiceEnding());
  auto next = watch_->Next(hub_->clock->Now());
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
  hub_->log->Await(this, watch_->position(), [self = shared_from_this()] { self->Wake(); });
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
