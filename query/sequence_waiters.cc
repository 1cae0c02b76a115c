#include "query/sequence_waiters.h"

#include <utility>

#include "query/query_errors.h"

namespace trialweave::query {

void SequenceWaiters::Add(const void* key, uint64_t sequence, Done done) {
  absl::Status status;
  {
    absl::MutexLock lock(&mutex_);
    if (!closed_ && sequence > reached_) {
      waiters_.emplace(sequence, Waiter{key, std::move(done)});
      return;
    }
    if (closed_) status = ServiceEnding();
  }
  done(status);
}

void SequenceWaiters::Reached(uint64_t sequence) {
  std::vector<Done> done;
  {
    absl::MutexLock lock(&mutex_);
    reached_ = sequence;  // may go back when the view is built anew
    const auto end = waiters_.upper_bound(sequence);
    for (auto entry = waiters_.begin(); entry != end; ++entry) done.push_back(std::move(entry->second.done));
    waiters_.erase(waiters_.begin(), end);
  }
  for (const Done& each : done) each(absl::OkStatus());
}

void SequenceWaiters::Cancel(const void* key, const absl::Status& status) {
  Done done;
  {
    absl::MutexLock lock(&mutex_);
    for (auto entry = waiters_.begin(); entry != waiters_.end(); ++entry) {
      if (entry->second.key != key) continue;
      done = std::move(entry->second.done);
      waiters_.erase(entry);
      break;
    }
  }
  if (done) done(status);
}

void SequenceWaiters::Close() {
  std::multimap<uint64_t, Waiter> waiters;
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    waiters.swap(waiters_);
  }
  for (const auto& [sequence, waiter] : waiters) waiter.done(ServiceEnding());
}

size_t SequenceWaiters::size() const {
  absl::MutexLock lock(&mutex_);
  return waiters_.size();
}

}  // namespace trialweave::query
