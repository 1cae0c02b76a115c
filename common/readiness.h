#ifndef TRIALWEAVE_COMMON_READINESS_H_
#define TRIALWEAVE_COMMON_READINESS_H_

#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace trialweave::common {

// Readiness is whether a service can answer, set by the service and shown by its runner. Thread-safe.
class Readiness {
 public:
  explicit Readiness(bool ready = false) : ready_(ready) {}
  void Set(bool ready) ABSL_LOCKS_EXCLUDED(mutex_);
  bool Get() const ABSL_LOCKS_EXCLUDED(mutex_);
  // `observer` is called now and at every change, one call at a time; an empty one ends that.
  void Observe(std::function<void(bool)> observer) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  bool ready_ ABSL_GUARDED_BY(mutex_);
  std::function<void(bool)> observer_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_READINESS_H_
