#ifndef TRIALWEAVE_STORE_STORE_OBSERVER_H_
#define TRIALWEAVE_STORE_STORE_OBSERVER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "trialweave/v1/pipeline.pb.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::store {

// What one group of changes did, as far as metrics are concerned.
struct GroupEvents {
  struct Document {
    std::string source;
    v1::Outcome outcome;
  };
  struct DeadLetter {
    std::string source;
    v1::DeadLetterReason reason;
  };
  std::vector<Document> documents;
  std::vector<DeadLetter> dead_letters;
  std::vector<v1::LinkMethod> links;
  std::vector<v1::Run> finished_runs;
  std::vector<v1::SourceState> source_states;
  // Registrations kept apart because their identifiers connect too many.
  uint64_t oversized_components = 0;
};

// StoreObserver hears what has become durable. Called on the committer's thread: must be quick.
class StoreObserver {
 public:
  virtual ~StoreObserver() = default;
  // A group of `items` and `bytes` took `seconds` from its first item to the disk; `sequence` is the newest now.
  virtual void OnGroup(const GroupEvents& events, size_t items, size_t bytes, absl::Duration took,
                       uint64_t sequence) = 0;
  virtual void OnGroupFailed(size_t items) = 0;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_STORE_OBSERVER_H_
