#include "store/commit/committer.h"

#include <utility>

#include "common/log.h"
#include "store/errors.h"

namespace trialweave::store {

Committer::~Committer() { Stop(); }

void Committer::Start() {
  thread_ = std::thread([this] {
    gate_->Admit().IgnoreError();
    while (RunOnce()) {
    }
  });
}

void Committer::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void Committer::Submit(CommitItem item) {
  {
    absl::MutexLock lock(&mutex_);
    if (!stopping_) {
      queued_bytes_ += item.bytes;
      queue_.push_back(std::move(item));
      return;
    }
  }
  item.done(DrainingError());
}

bool Committer::HasRoomOr(absl::AnyInvocable<void()> on_room) {
  absl::MutexLock lock(&mutex_);
  if (stopping_ || !Full()) return true;
  waiting_for_room_.push_back(std::move(on_room));
  return false;
}

bool Committer::RunOnce() {
  std::vector<CommitItem> group;
  size_t bytes = 0;
  if (!TakeGroup(&group, &bytes)) return false;
  CommitGroup(std::move(group), bytes);
  return true;
}

bool Committer::TakeGroup(std::vector<CommitItem>* group, size_t* bytes) {
  std::vector<absl::AnyInvocable<void()>> have_room;
  {
    absl::MutexLock lock(&mutex_);
    const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !queue_.empty(); };
    while (!mutex_.AwaitWithTimeout(absl::Condition(&ready), WriteGate::kInterval)) {
      mutex_.Unlock();
      gate_->Admit().IgnoreError();
      mutex_.Lock();
    }
    while (!queue_.empty() && group->size() < limits_.group_items && (*bytes == 0 || *bytes < limits_.group_bytes)) {
      *bytes += queue_.front().bytes;
      group->push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    queued_bytes_ -= *bytes;
    if (!Full()) have_room.swap(waiting_for_room_);
  }
  for (auto& on_room : have_room) on_room();
  return !group->empty();
}

void Committer::CommitGroup(std::vector<CommitItem> group, size_t bytes) {
  if (absl::Status closed = gate_->Admit(); !closed.ok()) {
    observer_->OnGroupFailed(group.size());
    for (CommitItem& item : group) item.done(closed);
    return;
  }
  const absl::Time start = absl::Now();
  std::vector<absl::Status> statuses(group.size());
  context_->BeginGroup();
  for (size_t i = 0; i < group.size(); ++i) {
    context_->BeginItem();
    statuses[i] = group[i].apply(*context_);
    if (statuses[i].ok()) {
      context_->KeepItem();
    } else {
      context_->UndoItem();
    }
  }
  const absl::Status committed = context_->CommitGroup();
  if (committed.ok()) {
    observer_->OnGroup(context_->events(), group.size(), bytes, absl::Now() - start, context_->sequence());
  } else {
    gate_->Failed(committed);
    common::LogError("commit failed", {{"error", std::string(committed.message())}, {"items", group.size()}});
    observer_->OnGroupFailed(group.size());
  }
  for (size_t i = 0; i < group.size(); ++i) {
    // An item's own error may rest on what an earlier item of the lost group did.
    group[i].done(committed.ok() ? statuses[i] : committed);
  }
}

}  // namespace trialweave::store
