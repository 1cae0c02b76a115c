#include "query/changelog_follower.h"

#include <algorithm>
#include <string>

#include "common/backoff.h"
#include "common/log.h"
#include "common/status.h"

namespace trialweave::query {
namespace {

constexpr absl::Duration kFirstWait = absl::Milliseconds(100);
constexpr absl::Duration kLongestWait = absl::Seconds(5);

}  // namespace

void ChangelogFollower::Run(common::ShutdownSignal& shutdown) {
  common::Backoff backoff(kFirstWait, kLongestWait);
  while (!shutdown.requested()) {
    const uint64_t before = view_->Position().sequence;
    const absl::Status status = RunOnce();
    if (shutdown.requested()) return;
    const uint64_t after = view_->Position().sequence;
    if (after != before) backoff.Reset();
    const absl::Duration wait = backoff.Next();
    common::LogWarn("lost the changelog; will follow it again",
                    {{"sequence", after},
                     {"reason", common::ErrorReason(status)},
                     {"error", common::Trimmed(std::string(status.message()), 300)},
                     {"wait_ms", absl::ToInt64Milliseconds(wait)}});
    shutdown.WaitFor(wait, *clock_);
  }
}

absl::Status ChangelogFollower::RunOnce() {
  {
    absl::MutexLock lock(&mutex_);
    target_ = 0;
  }
  const absl::Status status = source_->Watch(from_beginning_ ? 0 : view_->Position().sequence,
                                             [this](const ChangelogBatch& batch) { return OnBatch(batch); });
  in_snapshot_ = false;
  view_->DropSnapshot();
  {
    absl::MutexLock lock(&mutex_);
    state_.connected = false;
    ++state_.reconnects;
  }
  if (status.code() == absl::StatusCode::kOutOfRange) StartAnew(status);
  return status;
}

absl::Status ChangelogFollower::OnBatch(const ChangelogBatch& batch) {
  const uint64_t before = view_->Position().sequence;
  if (absl::Status status = Apply(batch); !status.ok()) return status;
  const uint64_t applied = view_->Position().sequence;
  bool ready = false, connected_now = false;
  {
    absl::MutexLock lock(&mutex_);
    connected_now = !state_.connected;
    state_.connected = true;
    state_.latest_sequence = std::max(batch.latest_sequence, applied);
    if (target_ == 0) target_ = state_.latest_sequence;
    if (applied >= state_.latest_sequence) state_.last_current = clock_->Now();
    if (applied >= target_ && !in_snapshot_) state_.caught_up = true;
    ready = state_.caught_up;
  }
  if (connected_now) {
    common::LogInfo("following the changelog", {{"sequence", applied}, {"latest_sequence", batch.latest_sequence}});
  }
  readiness_->Set(ready);
  if (applied != before) on_applied_();
  return absl::OkStatus();
}

absl::Status ChangelogFollower::Apply(const ChangelogBatch& batch) {
  if (batch.snapshot) {
    if (!in_snapshot_) common::LogInfo("taking a snapshot of the store", {{"sequence", batch.up_to_sequence}});
    in_snapshot_ = true;
    view_->TakeSnapshot(batch.entries);
    return absl::OkStatus();
  }
  if (in_snapshot_) {
    in_snapshot_ = false;
    if (absl::Status status = view_->FinishSnapshot(batch.up_to_sequence); !status.ok()) return status;
    common::LogInfo("the view is the snapshot's", {{"sequence", view_->Position().sequence}});
  } else if (from_beginning_) {
    // The store keeps everything after all: it is another one.
    view_->Reset();
  }
  from_beginning_ = false;
  return view_->Apply(batch.entries);
}

void ChangelogFollower::StartAnew(const absl::Status& why) {
  common::LogWarn("the changelog cannot be followed from here; building the view anew",
                  {{"sequence", view_->Position().sequence}, {"reason", common::ErrorReason(why)}});
  from_beginning_ = true;
  if (common::ErrorReason(why) == "SEQUENCE_NOT_RETAINED") {
    absl::MutexLock lock(&mutex_);
    ++state_.rebuilds;
    return;
  }
  readiness_->Set(false);
  view_->Reset();
  absl::MutexLock lock(&mutex_);
  state_.caught_up = false;
  state_.latest_sequence = 0;
  ++state_.rebuilds;
}

FollowerState ChangelogFollower::state() const {
  absl::MutexLock lock(&mutex_);
  return state_;
}

uint64_t ChangelogFollower::LagSequences() const {
  const uint64_t applied = view_->Position().sequence;
  const uint64_t latest = state().latest_sequence;
  return latest > applied ? latest - applied : 0;
}

absl::Duration ChangelogFollower::Lag() const {
  const FollowerState now = state();
  if (now.connected && LagSequences() == 0) return absl::ZeroDuration();
  return clock_->Now() - now.last_current;
}

}  // namespace trialweave::query
