#ifndef TRIALWEAVE_NORMALIZER_PARSE_POOL_H_
#define TRIALWEAVE_NORMALIZER_PARSE_POOL_H_

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace trialweave::normalizer {

// ParsePool runs parses off the threads of gRPC. Its queue has no bound of its own: the windows of the streams
// bound it. Thread-safe.
class ParsePool {
 public:
  explicit ParsePool(int threads);
  // Runs what is queued, then joins.
  ~ParsePool();
  ParsePool(const ParsePool&) = delete;
  ParsePool& operator=(const ParsePool&) = delete;

  void Submit(std::function<void()> task) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Work() ABSL_LOCKS_EXCLUDED(mutex_);
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !tasks_.empty(); }

  absl::Mutex mutex_;
  std::deque<std::function<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_PARSE_POOL_H_
