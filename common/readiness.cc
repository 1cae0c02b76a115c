#include "common/readiness.h"

#include <utility>

namespace trialweave::common {

void Readiness::Set(bool ready) {
  absl::MutexLock lock(&mutex_);
  if (ready_ == ready) return;
  ready_ = ready;
  if (observer_) observer_(ready_);
}

bool Readiness::Get() const {
  absl::MutexLock lock(&mutex_);
  return ready_;
}

void Readiness::Observe(std::function<void(bool)> observer) {
  absl::MutexLock lock(&mutex_);
  observer_ = std::move(observer);
  if (observer_) observer_(ready_);
}

}  // namespace trialweave::common
