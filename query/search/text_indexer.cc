#include "query/search/text_indexer.h"

#include <utility>

#include "common/log.h"

namespace trialweave::query {
namespace {

constexpr absl::Duration kInterval = absl::Milliseconds(100);
constexpr absl::Duration kAfterFailure = absl::Seconds(1);
// Writes whose moments stay readable.
constexpr size_t kPins = 3;

}  // namespace

absl::Status TextIndexer::RunOnce() {
  if (!pending_) {
    TrialChanges changes = changed_->TakeChanges();
    if (changes.sequence == sequence_ && !changes.reset && changes.trials.empty()) return absl::OkStatus();
    pending_ = std::move(changes);
  }
  if (absl::Status status = index_->Write(*pending_); !status.ok()) return status;
  pins_.push_back(std::move(pending_->pin));
  if (pins_.size() > kPins) pins_.pop_front();
  sequence_ = pending_->sequence;
  pending_.reset();
  on_written_();
  return absl::OkStatus();
}

void TextIndexer::Run(common::ShutdownSignal& shutdown, common::Clock& clock) {
  bool failing = false;
  absl::Duration pause = kInterval;
  while (!shutdown.WaitFor(pause, clock)) {
    if (!view_ready_->Get()) continue;
    const absl::Status status = RunOnce();
    if (!status.ok() && !failing) {
      common::LogError("the text index cannot be written; search shows what it was",
                       {{"error", std::string(status.message())}});
    }
    if (status.ok() && failing) common::LogInfo("the text index is written again", {{"sequence", sequence_.load()}});
    failing = !status.ok();
    pause = failing ? kAfterFailure : kInterval;
  }
}

}  // namespace trialweave::query
