#ifndef TRIALWEAVE_QUERY_VIEW_CHANGED_TRIALS_H_
#define TRIALWEAVE_QUERY_VIEW_CHANGED_TRIALS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "query/view/packed_record.h"
#include "query/view/snapshot_pins.h"

namespace trialweave::query {

struct ChangedTrial {
  uint32_t number = 0;
  // As in "trials/{id}"; empty where the trial is gone.
  std::string id;
  // Null where it is gone.
  SharedRecord record;
};

// TrialChanges are the trials that changed since the changes before.
struct TrialChanges {
  // Trials are numbered anew, and all that there are follow.
  bool reset = false;
  // Of the numbers; another one after each reset, as in TrialSelection.
  uint64_t generation = 0;
  // By number; as they are at `sequence`.
  std::vector<ChangedTrial> trials;
  uint64_t sequence = 0;
  // While it lives, the view can be read as it was at `sequence`.
  std::shared_ptr<SnapshotPin> pin;
};

// ChangedTrials tells an index beside the view what to bring up to date. For one index; thread-safe.
class ChangedTrials {
 public:
  virtual ~ChangedTrials() = default;

  // What changed since the last call.
  virtual TrialChanges TakeChanges() = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_CHANGED_TRIALS_H_
