#ifndef TRIALWEAVE_CRAWLER_RUN_LEDGER_H_
#define TRIALWEAVE_CRAWLER_RUN_LEDGER_H_

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "trialweave/v1/normalizer_service.pb.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::crawler {

// RunLedger is one run's account: which ordinals have an outcome, how many by outcome and by the records'
// source, which containers are complete. Answers may come in any order. Thread-safe.
class RunLedger {
 public:
  // What is proven: every ordinal up to this one has an outcome; these are their counts.
  struct Proven {
    uint64_t ordinal = 0;
    v1::OutcomeCounts counts;
  };

  // The container `key` has been cut; its documents are the ordinals after the last container's up to
  // `last_ordinal`.
  void CloseContainer(std::string key, uint64_t last_ordinal) ABSL_LOCKS_EXCLUDED(mutex_);

  // The store's answer for one document. A second answer for an ordinal changes nothing.
  void Answer(const v1::RecordDocument& document, const v1::DocumentAck& ack) ABSL_LOCKS_EXCLUDED(mutex_);

  // Keys of containers that became complete since the last call, in order.
  std::vector<std::string> TakeCompleted() ABSL_LOCKS_EXCLUDED(mutex_);

  Proven proven() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Distinct records among the documents answered.
  uint64_t distinct() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Writes delivered, distinct, counts, counts_by_source and containers into `run`.
  void Describe(v1::Run* run) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct OpenContainer {
    std::string key;
    uint64_t last_ordinal;
  };

  mutable absl::Mutex mutex_;
  Proven proven_ ABSL_GUARDED_BY(mutex_);
  v1::OutcomeCounts counts_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, v1::OutcomeCounts> by_source_ ABSL_GUARDED_BY(mutex_);
  // Outcomes beyond the proven ordinal.
  std::map<uint64_t, v1::Outcome> ahead_ ABSL_GUARDED_BY(mutex_);
  // 64-bit fingerprints of the records' names: a whole registry's fit into a few megabytes.
  absl::flat_hash_set<uint64_t> records_ ABSL_GUARDED_BY(mutex_);
  std::deque<OpenContainer> open_ ABSL_GUARDED_BY(mutex_);
  uint64_t containers_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Adds one to the count of `outcome`.
void CountOutcome(v1::Outcome outcome, v1::OutcomeCounts* counts);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_RUN_LEDGER_H_
