#ifndef TRIALWEAVE_QUERY_WORKER_POOL_H_
#define TRIALWEAVE_QUERY_WORKER_POOL_H_

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace trialweave::query {

// WorkerPool runs the queries that take long, so that they do not hold up gRPC's own threads. Thread-safe.
class WorkerPool {
 public:
  WorkerPool(int threads, size_t max_queued);
  // Runs what is queued, then ends.
  ~WorkerPool();

  // RESOURCE_EXHAUSTED (TOO_MANY_QUERIES): `max_queued` wait already; `work` is not run.
  absl::Status Submit(std::function<void()> work) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Work() ABSL_LOCKS_EXCLUDED(mutex_);

  const size_t max_queued_;
  absl::Mutex mutex_;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_WORKER_POOL_H_
