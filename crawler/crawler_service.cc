#include "crawler/crawler_service.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/grpc_status.h"
#include "common/status.h"

namespace trialweave::crawler {
namespace {

constexpr char kNamePrefix[] = "sources/";

// Streams one run. The run outlives the call when the client goes away, so what the run tells goes through a
// mailbox that both hold. A slow client gets the newest state, not every one.
class RunReactor : public grpc::ServerWriteReactor<v1::RunSourceResponse> {
 public:
  struct Mailbox {
    absl::Mutex mutex;
    // Null once the call is over.
    RunReactor* reactor ABSL_GUARDED_BY(mutex) = nullptr;
    std::optional<v1::RunSourceResponse> pending ABSL_GUARDED_BY(mutex);
    std::optional<absl::Status> done ABSL_GUARDED_BY(mutex);
    bool writing ABSL_GUARDED_BY(mutex) = false;
    bool finished ABSL_GUARDED_BY(mutex) = false;

    void Tell(v1::RunSourceResponse response) {
      RunReactor* next = nullptr;
      {
        absl::MutexLock lock(&mutex);
        if (reactor == nullptr) return;
        pending = std::move(response);
        next = reactor;
      }
      next->Pump();
    }
    void End(const absl::Status& status) {
      RunReactor* next = nullptr;
      {
        absl::MutexLock lock(&mutex);
        if (reactor == nullptr || finished) return;
        done = status;
        next = reactor;
      }
      next->Pump();
    }
  };

  RunReactor() : mailbox_(std::make_shared<Mailbox>()) {
    absl::MutexLock lock(&mailbox_->mutex);
    mailbox_->reactor = this;
  }

  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

  void OnWriteDone(bool ok) override {
    {
      absl::MutexLock lock(&mailbox_->mutex);
      mailbox_->writing = false;
      if (!ok && !mailbox_->done.has_value()) mailbox_->done = absl::CancelledError("the client went away");
      if (!ok) mailbox_->pending.reset();
    }
    Pump();
  }

  void OnCancel() override { mailbox_->End(absl::CancelledError("the client went away")); }

  void OnDone() override {
    {
      absl::MutexLock lock(&mailbox_->mutex);
      mailbox_->reactor = nullptr;
    }
    delete this;
  }

 private:
  // Starts what is due. gRPC is called outside the lock: it may call back at once.
  void Pump() {
    std::optional<absl::Status> finish;
    {
      absl::MutexLock lock(&mailbox_->mutex);
      if (mailbox_->writing || mailbox_->finished) return;
      if (mailbox_->pending.has_value()) {
        current_ = *std::exchange(mailbox_->pending, std::nullopt);
        mailbox_->writing = true;
      } else if (mailbox_->done.has_value()) {
        finish = mailbox_->done;
        mailbox_->finished = true;
      } else {
        return;
      }
    }
    if (finish.has_value()) {
      Finish(common::ToGrpc(*finish));
    } else {
      StartWrite(&current_);
    }
  }

  const std::shared_ptr<Mailbox> mailbox_;
  v1::RunSourceResponse current_;
};

}  // namespace

grpc::ServerUnaryReactor* CrawlerServiceImpl::ListSources(grpc::CallbackServerContext* context,
                                                          const v1::ListSourcesRequest*,
                                                          v1::ListSourcesResponse* response) {
  for (const Scheduler::Status& status : scheduler_->List()) {
    v1::CrawlSource* source = response->add_sources();
    source->set_name(absl::StrCat(kNamePrefix, status.id));
    source->set_kind(status.kind);
    source->set_location(status.location);
    source->set_interval_seconds(absl::ToInt64Seconds(status.interval));
    source->set_running(status.running);
  }
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

grpc::ServerWriteReactor<v1::RunSourceResponse>* CrawlerServiceImpl::RunSource(grpc::CallbackServerContext*,
                                                                               const v1::RunSourceRequest* request) {
  auto* reactor = new RunReactor();
  const std::shared_ptr<RunReactor::Mailbox> mailbox = reactor->mailbox();
  if (!absl::StartsWith(request->name(), kNamePrefix)) {
    mailbox->End(common::MakeError(
        absl::StatusCode::kInvalidArgument, "NAME_INVALID",
        absl::StrCat("name is \"", common::Trimmed(request->name()), "\", expected sources/{source}")));
    return reactor;
  }
  RunWatcher watcher;
  watcher.on_progress = [mailbox](const v1::Run& run, const std::string& activity) {
    v1::RunSourceResponse response;
    *response.mutable_run() = run;
    response.set_activity(activity);
    mailbox->Tell(std::move(response));
  };
  watcher.on_done = [mailbox](const absl::Status& status) { mailbox->End(status); };
  std::optional<v1::DeadLetterSelection> dead_letters;
  if (request->has_dead_letters()) dead_letters = request->dead_letters();
  const absl::Status status = scheduler_->Request(request->name().substr(sizeof(kNamePrefix) - 1), request->full(),
                                                  std::move(watcher), std::move(dead_letters));
  if (!status.ok()) mailbox->End(status);
  return reactor;
}

}  // namespace trialweave::crawler
