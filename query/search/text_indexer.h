#ifndef TRIALWEAVE_QUERY_SEARCH_TEXT_INDEXER_H_
#define TRIALWEAVE_QUERY_SEARCH_TEXT_INDEXER_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "absl/time/time.h"
#include "common/clock.h"
#include "common/readiness.h"
#include "common/shutdown.h"
#include "query/search/text_index.h"
#include "query/view/changed_trials.h"

namespace trialweave::query {

// TextIndexer keeps a text index up to date with the view. One thread runs it.
class TextIndexer {
 public:
  // All outlive it. `on_written` is told when the index reflects another sequence.
  TextIndexer(ChangedTrials* changed, TextIndex* index, const common::Readiness* view_ready,
              std::function<void()> on_written)
      : changed_(changed), index_(index), view_ready_(view_ready), on_written_(std::move(on_written)) {}

  // Writes what changed since the last time. A change that the index does not take is tried again by the next call.
  // UNAVAILABLE (SEARCH_INDEX_FAILED).
  absl::Status RunOnce();
  // Until shutdown: at most ten times a second, and not while the view has not caught up, so that a trial that the
  // changelog tells of a hundred times is indexed once, and one that is about to come again stays.
  void Run(common::ShutdownSignal& shutdown, common::Clock& clock);

  // Changelog sequence that the index reflects; 0 before it was written. Any thread.
  uint64_t sequence() const { return sequence_; }

 private:
  ChangedTrials* const changed_;
  TextIndex* const index_;
  const common::Readiness* const view_ready_;
  const std::function<void()> on_written_;
  // Taken and not written yet.
  std::optional<TrialChanges> pending_;
  // Of the newest writes: readers may still be in an index before the newest, and read the view as it was then.
  std::deque<std::shared_ptr<SnapshotPin>> pins_;
  std::atomic<uint64_t> sequence_ = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_TEXT_INDEXER_H_
