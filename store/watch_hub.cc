#include "store/watch_hub.h"

namespace trialweave::store {

WatchHub::~WatchHub() {
  Stop();
  thread_.join();
}

void WatchHub::Published(uint64_t sequence) {
  absl::MutexLock lock(&mutex_);
  published_ = sequence;
  woken_ = true;
}

bool WatchHub::Wait(WatchWaiter* waiter, uint64_t sequence) {
  absl::MutexLock lock(&mutex_);
  if (stopped_ || published_ > sequence) return false;
  waiting_.insert(waiter);
  return true;
}

bool WatchHub::Leave(WatchWaiter* waiter) {
  absl::MutexLock lock(&mutex_);
  return waiting_.erase(waiter) > 0;
}

void WatchHub::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
}

bool WatchHub::stopped() const {
  absl::MutexLock lock(&mutex_);
  return stopped_;
}

void WatchHub::Run() {
  bool stopped = false;
  while (!stopped) {
    std::set<WatchWaiter*> waiters;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return woken_ || stopped_; };
      mutex_.Await(absl::Condition(&ready));
      woken_ = false;
      stopped = stopped_;
      waiters.swap(waiting_);
    }
    for (WatchWaiter* waiter : waiters) waiter->Wake();
  }
}

}  // namespace trialweave::store
