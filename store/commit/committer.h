#ifndef TRIALWEAVE_STORE_COMMIT_COMMITTER_H_
#define TRIALWEAVE_STORE_COMMIT_COMMITTER_H_

#include <cstdint>
#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "store/commit/write_context.h"
#include "store/commit/write_gate.h"
#include "store/store_observer.h"

namespace trialweave::store {

// One change and what follows it.
struct CommitItem {
  // For the bound of a group.
  size_t bytes = 0;
  // Makes the change, on the committer's thread. An error undoes it, and only it.
  absl::AnyInvocable<absl::Status(WriteContext&)> apply;
  // Called once, on the committer's thread: OK when the change is durable; the error of `apply`; or UNAVAILABLE
  // (COMMIT_FAILED, STORE_READ_ONLY, DRAINING) when nothing of its group was committed.
  absl::AnyInvocable<void(const absl::Status&)> done;
};

struct CommitterLimits {
  size_t group_items = 256;
  size_t group_bytes = 8 * 1024 * 1024;
  // Room on the disk that is not written to, bytes; WriteGate says why.
  uint64_t reserve_bytes = 0;
  // Changelog entries that are kept, at least; 0: all.
  uint64_t changelog_entries = 0;
  // Bytes of a kind of frames that its dictionary is trained on.
  size_t dictionary_samples = 8 * 1024 * 1024;
};

// Committer makes changes durable, in the order in which they come: whatever waits becomes one group, one
// write and one sync. Submit is thread-safe; the work is done by one thread, so changes see each other and
// never run at once.
class Committer {
 public:
  // All outlive it.
  Committer(WriteContext* context, WriteGate* gate, StoreObserver* observer, CommitterLimits limits)
      : context_(context), gate_(gate), observer_(observer), limits_(limits) {}
  // Stops.
  ~Committer();

  void Start();
  // Finishes what was submitted, then ends the thread. What is submitted later gets DRAINING. Idempotent.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  void Submit(CommitItem item) ABSL_LOCKS_EXCLUDED(mutex_);
  // Whether a stream may read on. When too much waits, false, and `on_room` is called once there is room (or
  // when the committer stops), on the committer's thread.
  bool HasRoomOr(absl::AnyInvocable<void()> on_room) ABSL_LOCKS_EXCLUDED(mutex_);

  // One group: waits for work, makes it durable, answers; while it waits, it tries to open a gate that is closed. False
  // when stopped and nothing is left.
  bool RunOnce() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  bool Full() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return queue_.size() >= 4 * limits_.group_items || queued_bytes_ >= 4 * limits_.group_bytes;
  }
  bool TakeGroup(std::vector<CommitItem>* group, size_t* bytes) ABSL_LOCKS_EXCLUDED(mutex_);
  void CommitGroup(std::vector<CommitItem> group, size_t bytes);

  WriteContext* const context_;
  WriteGate* const gate_;
  StoreObserver* const observer_;
  const CommitterLimits limits_;
  std::thread thread_;
  absl::Mutex mutex_;
  std::deque<CommitItem> queue_ ABSL_GUARDED_BY(mutex_);
  size_t queued_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<absl::AnyInvocable<void()>> waiting_for_room_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_COMMIT_COMMITTER_H_
