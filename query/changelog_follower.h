#ifndef TRIALWEAVE_QUERY_CHANGELOG_FOLLOWER_H_
#define TRIALWEAVE_QUERY_CHANGELOG_FOLLOWER_H_

#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "common/clock.h"
#include "common/readiness.h"
#include "common/shutdown.h"
#include "query/changelog_source.h"
#include "query/view/view_writer.h"

namespace trialweave::query {

// FollowerState is where a follower stands.
struct FollowerState {
  // The store's newest sequence that the follower has heard of.
  uint64_t latest_sequence = 0;
  bool connected = false;
  // Has reached, once since it began to build the view, the sequence that was the newest when it connected.
  bool caught_up = false;
  // When the view last reflected everything that the follower had heard of; at first, when it was made.
  absl::Time last_current = absl::InfinitePast();
  // Watches that ended, and views that had to be built anew.
  int64_t reconnects = 0;
  int64_t rebuilds = 0;
};

// ChangelogFollower keeps a view up to date with a changelog. It heals by itself: a store that goes away is
// awaited with back-off and followed on from the view's own sequence. Where the store no longer keeps what comes after
// that, a snapshot is taken aside while the view goes on to show what it has, and then takes its place. A changelog
// that does not reach there is another one: the view is emptied, and is not ready until it is built anew. One thread
// runs it; state() may be asked from any.
class ChangelogFollower {
 public:
  // `readiness` says whether the view has caught up. `on_applied` is called after each change of the view.
  ChangelogFollower(ChangelogSource* source, ViewWriter* view, common::Clock* clock, common::Readiness* readiness,
                    std::function<void()> on_applied)
      : source_(source), view_(view), clock_(clock), readiness_(readiness), on_applied_(std::move(on_applied)) {
    state_.last_current = clock->Now();
  }

  // Until `shutdown` (and ChangelogSource::Cancel, which ends the watch under way).
  void Run(common::ShutdownSignal& shutdown);
  // One watch, until it ends; why it did.
  absl::Status RunOnce() ABSL_LOCKS_EXCLUDED(mutex_);

  FollowerState state() const ABSL_LOCKS_EXCLUDED(mutex_);
  // How far the view is behind what the follower has heard of, and for how long; 0 while it is current.
  uint64_t LagSequences() const ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Duration Lag() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::Status OnBatch(const ChangelogBatch& batch) ABSL_LOCKS_EXCLUDED(mutex_);
  // Brings the batch into the view. The codes of ViewWriter.
  absl::Status Apply(const ChangelogBatch& batch);
  // The changelog cannot be followed from the view's sequence, and why.
  void StartAnew(const absl::Status& why) ABSL_LOCKS_EXCLUDED(mutex_);

  ChangelogSource* const source_;
  ViewWriter* const view_;
  common::Clock* const clock_;
  common::Readiness* const readiness_;
  const std::function<void()> on_applied_;
  // Of the thread that runs it. The next watch begins at the beginning, whatever the view has.
  bool from_beginning_ = false;
  // Parts of a snapshot have come in this watch, and it is not whole yet.
  bool in_snapshot_ = false;
  mutable absl::Mutex mutex_;
  FollowerState state_ ABSL_GUARDED_BY(mutex_);
  // The newest sequence when the watch under way began; 0 before its first batch.
  uint64_t target_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CHANGELOG_FOLLOWER_H_
