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

// TrialChanges are the trials that changed since the changes before.
struct TrialChanges {
  // What was there is forgotten first.
  bool reset = false;
  // By number; as they are at `sequence`, null where a trial is gone.
  std::vector<std::pair<uint32_t, SharedRecord>> trials;
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
