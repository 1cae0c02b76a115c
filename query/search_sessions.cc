#include "query/search_sessions.h"

#include <random>
#include <utility>

namespace trialweave::query {
namespace {

uint64_t RandomNumber() {
  static thread_local std::random_device device;
  return static_cast<uint64_t>(device()) << 32 | device() | 1;
}

}  // namespace

uint64_t SearchSessions::Keep(std::shared_ptr<const TrialSearchResult> result) {
  absl::MutexLock lock(&mutex_);
  const uint64_t number = RandomNumber();
  sessions_.push_front({number, clock_->Now(), std::move(result)});
  by_number_[number] = sessions_.begin();
  if (sessions_.size() > most_) {
    by_number_.erase(sessions_.back().number);
    sessions_.pop_back();
  }
  return number;
}

std::shared_ptr<const TrialSearchResult> SearchSessions::Find(uint64_t number) {
  absl::MutexLock lock(&mutex_);
  const auto entry = by_number_.find(number);
  if (entry == by_number_.end() || entry->second->used + horizon_ < clock_->Now()) return nullptr;
  entry->second->used = clock_->Now();
  sessions_.splice(sessions_.begin(), sessions_, entry->second);
  return entry->second->result;
}

void SearchSessions::Expire() {
  absl::MutexLock lock(&mutex_);
  while (!sessions_.empty() && sessions_.back().used + horizon_ < clock_->Now()) {
    by_number_.erase(sessions_.back().number);
    sessions_.pop_back();
  }
}

}  // namespace trialweave::query
