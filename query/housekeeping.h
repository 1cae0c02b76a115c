#ifndef TRIALWEAVE_QUERY_HOUSEKEEPING_H_
#define TRIALWEAVE_QUERY_HOUSEKEEPING_H_

#include "common/clock.h"
#include "common/shutdown.h"
#include "query/changelog_follower.h"
#include "query/query_metrics.h"
#include "query/sequence_waiters.h"
#include "query/view/trial_view.h"
#include "query/view/view_writer.h"

namespace trialweave::query {

// Housekeeping drops what the view need not keep and shows its figures, once a second.
class Housekeeping {
 public:
  struct Parts {
    const TrialView* view;
    ViewWriter* writer;
    const ChangelogFollower* follower;
    const SequenceWaiters* waiters;
    QueryMetrics* metrics;
  };
  explicit Housekeeping(const Parts& parts) : parts_(parts) {}

  void RunOnce();
  void Run(common::ShutdownSignal& shutdown, common::Clock& clock);

 private:
  const Parts parts_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_HOUSEKEEPING_H_
