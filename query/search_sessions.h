#ifndef TRIALWEAVE_QUERY_SEARCH_SESSIONS_H_
#define TRIALWEAVE_QUERY_SEARCH_SESSIONS_H_

#include <cstdint>
#include <list>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "common/clock.h"
#include "query/search/trial_search.h"

namespace trialweave::query {

// SearchSessions keeps what searches found, so that their next pages go on from the same: a ranking cannot be made
// again once the index has moved on. Thread-safe.
class SearchSessions {
 public:
  // One goes when nobody has asked for it for `horizon`, or when it is the oldest of more than `most`.
  SearchSessions(common::Clock* clock, absl::Duration horizon, size_t most)
      : clock_(clock), horizon_(horizon), most_(most) {}

  // Its number, which nobody can guess; never 0.
  uint64_t Keep(std::shared_ptr<const TrialSearchResult> result) ABSL_LOCKS_EXCLUDED(mutex_);
  // Null when it is not there, or no longer.
  std::shared_ptr<const TrialSearchResult> Find(uint64_t number) ABSL_LOCKS_EXCLUDED(mutex_);
  // Forgets those that nobody has asked for.
  void Expire() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Session {
    uint64_t number;
    absl::Time used;
    std::shared_ptr<const TrialSearchResult> result;
  };

  common::Clock* const clock_;
  const absl::Duration horizon_;
  const size_t most_;
  absl::Mutex mutex_;
  // Last used first.
  std::list<Session> sessions_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<uint64_t, std::list<Session>::iterator> by_number_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_SESSIONS_H_
