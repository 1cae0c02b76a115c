// How a MemoryView takes the store's snapshot, tells an index what changed, and is made or goes.
#include <utility>

#include "query/view/memory_view.h"
#include "query/view/view_errors.h"

namespace trialweave::query {

struct MemoryView::Aside {
  Aside(common::Clock* clock, absl::Duration horizon) : view(clock, horizon) {}
  MemoryView view;
  Touched touched;
};

MemoryView::MemoryView(common::Clock* clock, absl::Duration snapshot_horizon, TrialLog* log)
    : clock_(clock),
      snapshot_horizon_(snapshot_horizon),
      log_(log),
      trials_(&pins_),
      publications_(&pins_),
      notices_(&pins_) {}

MemoryView::~MemoryView() = default;

void MemoryView::TakeSnapshot(const google::protobuf::RepeatedPtrField<v1::ChangelogEntry>& entries) {
  if (aside_ == nullptr) aside_ = std::make_unique<Aside>(clock_, snapshot_horizon_);
  absl::MutexLock lock(&aside_->view.mutex_);
  for (const v1::ChangelogEntry& entry : entries) aside_->view.ApplyEntry(entry, aside_->touched);
}

absl::Status MemoryView::FinishSnapshot(uint64_t sequence) {
  // What was there goes last, when nobody waits for it.
  const std::unique_ptr<Aside> aside = std::move(aside_);
  if (aside == nullptr) return SnapshotIncomplete(sequence, 0);
  absl::MutexLock aside_lock(&aside->view.mutex_);
  if (aside->view.position_.sequence != sequence) return SnapshotIncomplete(sequence, aside->view.position_.sequence);
  for (const auto& [trial, position] : aside->touched) aside->view.RebuildTrial(trial, position);
  absl::MutexLock lock(&mutex_);
  ++generation_;
  SwapState(aside->view);
  pins_.Clear();
  if (log_ != nullptr) log_->Restart(position_.sequence);
  return absl::OkStatus();
}

void MemoryView::SwapState(MemoryView& other) {
  std::swap(position_, other.position_);
  trials_.Swap(other.trials_);
  registrations_.swap(other.registrations_);
  std::swap(registration_columns_, other.registration_columns_);
  std::swap(heads_, other.heads_);
  std::swap(identifiers_, other.identifiers_);
  memberships_.swap(other.memberships_);
  merged_into_.swap(other.merged_into_);
  publications_.Swap(other.publications_);
  notices_.Swap(other.notices_);
  sources_.swap(other.sources_);
  open_dead_letters_.swap(other.open_dead_letters_);
}

TrialChanges MemoryView::TakeChanges() {
  absl::MutexLock lock(&mutex_);
  TrialChanges changes;
  changes.reset = std::exchange(taken_generation_, generation_) != generation_;
  changes.generation = generation_;
  changes.sequence = position_.sequence;
  pins_.Acquire(changes.sequence, /*anew=*/true);
  changes.pin = std::make_shared<SnapshotPin>(&pins_, clock_, changes.sequence);
  for (const uint32_t number : trials_.TakeChanged()) {
    SharedRecord record = trials_.NewestOf(number);
    changes.trials.push_back({number, record == nullptr ? "" : trials_.IdOf(number), std::move(record)});
  }
  return changes;
}

void MemoryView::DropSnapshot() { aside_.reset(); }

}  // namespace trialweave::query
