#ifndef TRIALWEAVE_STORE_COMMIT_WRITE_GATE_H_
#define TRIALWEAVE_STORE_COMMIT_WRITE_GATE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "store/database/database.h"

namespace trialweave::store {

// Whether the store takes changes.
struct WriteState {
  bool writable = true;
  // When not: the reason of the error that closed it (DISK_FULL, DATABASE_UNAVAILABLE, VALUE_CORRUPT), for people what
  // is wrong, and since when.
  std::string reason;
  std::string detail;
  absl::Time since;
};

// WriteGate closes the store to changes when the disk is full or a write fails, and opens it again when a trial write
// succeeds. With `reserve_bytes` of room left it closes before the disk is full, since the database needs room to
// recover. What changes need in memory is read at the first Admit, so that reads need not wait for it. Admit and Failed
// belong to the committer's thread; the rest is thread-safe.
class WriteGate {
 public:
  // At most one trial and one look at the room in this time.
  static constexpr absl::Duration kInterval = absl::Seconds(1);
  // Preparing may take long: it is not tried again at once.
  static constexpr absl::Duration kPrepareInterval = absl::Seconds(20);

  // `database` outlives it. `reserve_bytes` 0: no reserve. `prepare` reads what changes need; where it fails, the gate
  // is closed until it succeeds; where it is CANCELLED, what is admitted gets DRAINING.
  WriteGate(Database* database, uint64_t reserve_bytes, std::function<absl::Status()> prepare = nullptr,
            absl::Duration prepare_interval = kPrepareInterval)
      : database_(database),
        reserve_bytes_(reserve_bytes),
        prepare_interval_(prepare_interval),
        prepare_(std::move(prepare)) {}

  // Prepares; looks at the room, or tries to go on, when it is time. UNAVAILABLE (STORE_READ_ONLY): no changes now.
  absl::Status Admit() ABSL_LOCKS_EXCLUDED(mutex_);
  // A write failed with `error`: closes, and lets the next Admit try at once.
  void Failed(const absl::Status& error) ABSL_LOCKS_EXCLUDED(mutex_);

  WriteState state() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Called at every change, on the committer's thread. Set before the committer starts.
  void OnChange(std::function<void(bool writable)> listener) { listener_ = std::move(listener); }

 private:
  absl::Status Prepare();
  absl::Status CheckRoom() const;
  void Close(const absl::Status& error) ABSL_LOCKS_EXCLUDED(mutex_);
  void Open() ABSL_LOCKS_EXCLUDED(mutex_);

  Database* const database_;
  const uint64_t reserve_bytes_;
  const absl::Duration prepare_interval_;
  // Null when it has succeeded.
  std::function<absl::Status()> prepare_;
  absl::Status prepare_error_;
  absl::Time prepare_again_ = absl::InfinitePast();
  std::function<void(bool)> listener_;
  // Of the last look or trial.
  absl::Time looked_ = absl::InfinitePast();
  // A write failed since the last trial that succeeded: the database must be told to go on.
  bool failed_ = false;
  mutable absl::Mutex mutex_;
  WriteState state_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_COMMIT_WRITE_GATE_H_
