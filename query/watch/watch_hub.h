#ifndef TRIALWEAVE_QUERY_WATCH_WATCH_HUB_H_
#define TRIALWEAVE_QUERY_WATCH_WATCH_HUB_H_

#include <atomic>
#include <cstdint>

#include "common/clock.h"
#include "query/view/trial_log.h"
#include "query/view/trial_selector.h"
#include "query/worker_pool.h"

namespace trialweave::query {

// WatchHub is what all watches work with, and where they are ended together. Thread-safe.
class WatchHub {
 public:
  // All outlive it, and it outlives the streams. At most `most` are open at a time.
  WatchHub(TrialLog* log, const TrialSelector* selector, WorkerPool* workers, common::Clock* clock, int64_t most)
      : log(log), selector(selector), workers(workers), clock(clock), most(most) {}

  // Ends them with UNAVAILABLE (SHUTTING_DOWN), and refuses others.
  void Close() {
    closing = true;
    log->Tick();
  }

  TrialLog* const log;
  const TrialSelector* const selector;
  WorkerPool* const workers;
  common::Clock* const clock;
  const int64_t most;
  std::atomic<bool> closing = false;
  std::atomic<int64_t> open = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_WATCH_WATCH_HUB_H_
