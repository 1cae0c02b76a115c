#include "crawler/run_ledger.h"

#include <cstring>
#include <utility>

#include "common/sha256.h"

namespace trialweave::crawler {
namespace {

uint64_t Fingerprint(const std::string& name) {
  uint64_t fingerprint;
  std::memcpy(&fingerprint, common::Sha256(name).data(), sizeof(fingerprint));
  return fingerprint;
}

}  // namespace

void CountOutcome(v1::Outcome outcome, v1::OutcomeCounts* counts) {
  switch (outcome) {
    case v1::OUTCOME_CREATED:
      return counts->set_created(counts->created() + 1);
    case v1::OUTCOME_UPDATED:
      return counts->set_updated(counts->updated() + 1);
    case v1::OUTCOME_UNCHANGED:
      return counts->set_unchanged(counts->unchanged() + 1);
    case v1::OUTCOME_DEAD_LETTERED:
      return counts->set_dead_lettered(counts->dead_lettered() + 1);
    case v1::OUTCOME_CHALLENGED:
      return counts->set_challenged(counts->challenged() + 1);
    case v1::OUTCOME_MISSING:
      return counts->set_missing(counts->missing() + 1);
    default:
      return;
  }
}

void RunLedger::CloseContainer(std::string key, uint64_t last_ordinal) {
  absl::MutexLock lock(&mutex_);
  open_.push_back({std::move(key), last_ordinal});
  ++containers_;
}

void RunLedger::Answer(const v1::RecordDocument& document, const v1::DocumentAck& ack) {
  const uint64_t fingerprint = Fingerprint(ack.record());
  absl::MutexLock lock(&mutex_);
  if (document.ordinal() <= proven_.ordinal || !ahead_.emplace(document.ordinal(), ack.outcome()).second) return;
  CountOutcome(ack.outcome(), &counts_);
  CountOutcome(ack.outcome(), &by_source_[document.source()]);
  if (!document.fragment()) records_.insert(fingerprint);
  for (auto it = ahead_.begin(); it != ahead_.end() && it->first == proven_.ordinal + 1; it = ahead_.erase(it)) {
    ++proven_.ordinal;
    CountOutcome(it->second, &proven_.counts);
  }
}

std::vector<std::string> RunLedger::TakeCompleted() {
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> keys;
  while (!open_.empty() && open_.front().last_ordinal <= proven_.ordinal) {
    keys.push_back(std::move(open_.front().key));
    open_.pop_front();
  }
  return keys;
}

RunLedger::Proven RunLedger::proven() const {
  absl::MutexLock lock(&mutex_);
  return proven_;
}

uint64_t RunLedger::distinct() const {
  absl::MutexLock lock(&mutex_);
  return records_.size();
}

void RunLedger::Describe(v1::Run* run) const {
  absl::MutexLock lock(&mutex_);
  run->set_delivered(proven_.ordinal + ahead_.size());
  run->set_distinct(records_.size());
  *run->mutable_counts() = counts_;
  run->clear_counts_by_source();
  for (const auto& [source, counts] : by_source_) {
    v1::SourceCounts* entry = run->add_counts_by_source();
    entry->set_source(source);
    *entry->mutable_counts() = counts;
  }
  run->set_containers(containers_);
}

}  // namespace trialweave::crawler
