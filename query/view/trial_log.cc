#include "query/view/trial_log.h"

#include <algorithm>
#include <utility>

#include "query/view/view_errors.h"

namespace trialweave::query {
namespace {

// What a change costs beside the trial that it superseded.
constexpr int64_t kOverhead = 512;

int64_t BytesOf(const LoggedTrial& change) {
  return kOverhead + (change.before == nullptr ? 0 : static_cast<int64_t>(change.before->packed_size()));
}

bool SequenceBefore(uint64_t sequence, const std::shared_ptr<const LoggedTrial>& change) {
  return sequence < change->sequence;
}

}  // namespace

void TrialLog::Append(std::vector<LoggedTrial> changes, uint64_t sequence) {
  {
    absl::MutexLock lock(&mutex_);
    for (LoggedTrial& change : changes) {
      bytes_ += BytesOf(change);
      changes_.push_back(std::make_shared<const LoggedTrial>(std::move(change)));
    }
    latest_ = sequence;
    Drop();
  }
  Tick();
}

void TrialLog::Drop() {
  while (bytes_ > max_bytes_ && !changes_.empty()) {
    // All of one entry go together, so that none of it is read without the rest.
    from_ = changes_.front()->sequence;
    while (!changes_.empty() && changes_.front()->sequence == from_) {
      bytes_ -= BytesOf(*changes_.front());
      changes_.pop_front();
    }
  }
}

void TrialLog::Restart(uint64_t sequence) {
  {
    absl::MutexLock lock(&mutex_);
    changes_.clear();
    bytes_ = 0;
    from_ = latest_ = sequence;
  }
  Tick();
}

absl::StatusOr<TrialLog::Slice> TrialLog::Read(uint64_t after, size_t limit) const {
  absl::MutexLock lock(&mutex_);
  if (after < from_) return ChangesNotRetained(after, from_);
  if (after > latest_) return SequenceAhead(after, latest_);
  Slice slice;
  slice.latest = slice.up_to = latest_;
  for (auto at = std::upper_bound(changes_.begin(), changes_.end(), after, SequenceBefore); at != changes_.end();
       ++at) {
    if (slice.changes.size() >= limit && (*at)->sequence != slice.changes.back()->sequence) {
      slice.up_to = slice.changes.back()->sequence;
      break;
    }
    slice.changes.push_back(*at);
  }
  return slice;
}

void TrialLog::Await(const void* key, uint64_t after, std::function<void()> wake) {
  {
    absl::MutexLock lock(&mutex_);
    if (after == latest_) {
      waiting_[key] = std::move(wake);
      return;
    }
  }
  wake();
}

void TrialLog::Forget(const void* key) {
  absl::MutexLock lock(&mutex_);
  waiting_.erase(key);
}

size_t TrialLog::waiting() const {
  absl::MutexLock lock(&mutex_);
  return waiting_.size();
}

void TrialLog::Tick() {
  std::map<const void*, std::function<void()>> waiting;
  {
    absl::MutexLock lock(&mutex_);
    waiting.swap(waiting_);
  }
  for (auto& [key, wake] : waiting) wake();
}

}  // namespace trialweave::query
