#ifndef TRIALWEAVE_QUERY_SEARCH_TEXT_INDEX_H_
#define TRIALWEAVE_QUERY_SEARCH_TEXT_INDEX_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "query/search/search_plan.h"
#include "query/view/changed_trials.h"
#include "roaring/roaring.hh"

namespace trialweave::query {

// TextMatch is a trial that a search found.
struct TextMatch {
  // As the view numbers it.
  uint32_t trial = 0;
  // Of one search only; greater is better.
  double score = 0;
};

struct TextMatches {
  // The best first; of equal ones the one that came into the index first.
  std::vector<TextMatch> best;
  // All that match, and may be shown.
  Roaring all;
  // Something matches, whether it may be shown or not.
  bool any = false;
};

struct TextQuery {
  SearchPlan plan;
  // Which trials may be shown; null for all.
  const Roaring* within = nullptr;
  // How many of the best are ranked.
  uint32_t top = 20;
  // Asked now and then; true ends the work with CANCELLED.
  std::function<bool()> cancelled;
};

// TextSnapshot is the index as it was at a moment. For one thread.
class TextSnapshot {
 public:
  virtual ~TextSnapshot() = default;

  // Changelog sequence that it reflects.
  virtual uint64_t sequence() const = 0;
  // Of the view that it holds (TrialSelection); in another one trials have other numbers and texts.
  virtual uint64_t generation() const = 0;
  // CANCELLED. ABORTED (TEXT_SNAPSHOT_GONE): the index has moved on too far; open another one.
  virtual absl::StatusOr<TextMatches> Search(const TextQuery& query) = 0;
  // The word that `word` is a misspelling of: one within two letters that far more trials have; empty when there is
  // none, or when too many trials have `word` itself. ABORTED as Search.
  virtual absl::StatusOr<std::string> SimilarWord(const std::string& word) = 0;
};

// TextIndex finds trials by what their texts say. Any number of threads read beside one that writes.
class TextIndex {
 public:
  virtual ~TextIndex() = default;

  // UNAVAILABLE (SEARCH_NOT_READY): nothing has been written yet.
  virtual absl::StatusOr<std::unique_ptr<TextSnapshot>> Open() = 0;
  // Makes the index what `changes` says, in one step for readers unless there are many. UNAVAILABLE
  // (SEARCH_INDEX_FAILED): the disk does not take it; what was there before stays, and the same changes can be written
  // again.
  virtual absl::Status Write(const TrialChanges& changes) = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_TEXT_INDEX_H_
