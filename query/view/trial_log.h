#ifndef TRIALWEAVE_QUERY_VIEW_TRIAL_LOG_H_
#define TRIALWEAVE_QUERY_VIEW_TRIAL_LOG_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "query/view/packed_record.h"
#include "trialweave/v1/history.pb.h"

namespace trialweave::query {

// LoggedTrial is what one changelog entry did to one trial.
struct LoggedTrial {
  uint64_t sequence = 0;
  absl::Time commit_time;
  // trials/{trial}
  std::string name;
  // Before and after; null where there was, or is, none.
  SharedRecord before;
  SharedRecord after;
  // trials/{trial}; where the registrations of one that is gone went.
  std::string merged_into;
  // Of the registration whose head changed.
  std::string registration_id;
  std::vector<v1::RegistrationEvent> events;
  bool rederived = false;
};

// TrialLog keeps the newest changes of trials, entry by entry, so that those who watch see each of them once wherever
// they go on from: it is the same after every replay of the changelog. Thread-safe.
class TrialLog {
 public:
  // Superseded trials of more than `max_bytes` are let go, the oldest first.
  explicit TrialLog(int64_t max_bytes) : max_bytes_(max_bytes) {}

  // Everything up to `sequence` is known. Changes come in the order of the changelog.
  void Append(std::vector<LoggedTrial> changes, uint64_t sequence) ABSL_LOCKS_EXCLUDED(mutex_);
  // What follows goes on from a state whose changes are not known.
  void Restart(uint64_t sequence) ABSL_LOCKS_EXCLUDED(mutex_);

  struct Slice {
    std::vector<std::shared_ptr<const LoggedTrial>> changes;
    // All changes up to here are in the slice, or were before it.
    uint64_t up_to = 0;
    // The newest that is known.
    uint64_t latest = 0;
  };
  // At most `limit` changes after `after`, but all of one entry. OUT_OF_RANGE (SEQUENCE_NOT_RETAINED): they are no
  // longer kept. OUT_OF_RANGE (SEQUENCE_AHEAD): it is not known yet.
  absl::StatusOr<Slice> Read(uint64_t after, size_t limit) const ABSL_LOCKS_EXCLUDED(mutex_);

  // Calls `wake` once, from the thread that appends or at once, when more than `after` is known, or at the next Tick.
  // `key` names it for Forget.
  void Await(const void* key, uint64_t after, std::function<void()> wake) ABSL_LOCKS_EXCLUDED(mutex_);
  // It need not be called any more.
  void Forget(const void* key) ABSL_LOCKS_EXCLUDED(mutex_);
  // Wakes all, for what they do from time to time.
  void Tick() ABSL_LOCKS_EXCLUDED(mutex_);
  size_t waiting() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Drop() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const int64_t max_bytes_;
  mutable absl::Mutex mutex_;
  std::deque<std::shared_ptr<const LoggedTrial>> changes_ ABSL_GUARDED_BY(mutex_);
  int64_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // Changes after this one are kept.
  uint64_t from_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t latest_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<const void*, std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_TRIAL_LOG_H_
