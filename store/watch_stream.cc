#include "store/watch_stream.h"

#include <utility>

#include "common/grpc_status.h"
#include "store/errors.h"

namespace trialweave::store {
namespace {

constexpr size_t kBatchEntries = 200;
constexpr size_t kBatchBytes = 1024 * 1024;

}  // namespace

WatchStream::WatchStream(const ChangelogReader* changelog, WatchHub* hub, uint64_t after_sequence)
    : changelog_(changelog), hub_(hub), after_(after_sequence) {
  absl::MutexLock lock(&mutex_);
  Pump();
}

void WatchStream::OnWriteDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  if (!ok) cancelled_ = true;
  Pump();
}

void WatchStream::OnCancel() {
  cancelled_ = true;
  absl::MutexLock lock(&mutex_);
  // When it waits, nobody else will take the next step.
  if (hub_->Leave(this)) End(absl::CancelledError());
}

void WatchStream::OnDone() {
  // Whoever called Finish may still hold it.
  { absl::MutexLock lock(&mutex_); }
  delete this;
}

void WatchStream::Wake() {
  absl::MutexLock lock(&mutex_);
  Pump();
}

void WatchStream::Pump() {
  while (true) {
    if (cancelled_) return End(absl::CancelledError());
    if (hub_->stopped()) return End(DrainingError());
    if (after_ == 0 && snapshot_ == nullptr && changelog_->first_retained() > 1) {
      absl::StatusOr<std::unique_ptr<ChangelogSnapshot>> snapshot = changelog_->Snapshot();
      if (!snapshot.ok()) return End(snapshot.status());
      snapshot_ = *std::move(snapshot);
    }
    if (snapshot_ != nullptr) return PumpSnapshot();
    absl::StatusOr<std::vector<v1::ChangelogEntry>> entries = changelog_->Read(after_, kBatchEntries, kBatchBytes);
    if (!entries.ok()) return End(entries.status());
    // The first answer says at once where the store stands, even when there is nothing.
    if (!entries->empty() || !sent_any_) return Send(*std::move(entries));
    // A cancellation that comes now waits for the mutex, and finds it waiting.
    if (hub_->Wait(this, after_)) return;
  }
}

void WatchStream::PumpSnapshot() {
  absl::StatusOr<std::vector<v1::ChangelogEntry>> entries = snapshot_->Read(kBatchEntries, kBatchBytes);
  if (!entries.ok()) return End(entries.status());
  response_.Clear();
  for (v1::ChangelogEntry& entry : *entries) response_.add_entries()->Swap(&entry);
  response_.set_snapshot(!entries->empty());
  response_.set_up_to_sequence(snapshot_->sequence());
  response_.set_latest_sequence(changelog_->latest());
  if (entries->empty()) {
    after_ = snapshot_->sequence();
    snapshot_.reset();
    sent_any_ = true;
  }
  StartWrite(&response_);
}

void WatchStream::Send(std::vector<v1::ChangelogEntry> entries) {
  sent_any_ = true;
  response_.Clear();
  for (v1::ChangelogEntry& entry : entries) response_.add_entries()->Swap(&entry);
  if (response_.entries_size() > 0) after_ = response_.entries().rbegin()->sequence();
  response_.set_up_to_sequence(after_);
  response_.set_latest_sequence(changelog_->latest());
  StartWrite(&response_);
}

void WatchStream::End(const absl::Status& status) { Finish(common::ToGrpc(status)); }

}  // namespace trialweave::store
