#ifndef TRIALWEAVE_QUERY_HOUSEKEEPING_H_
#define TRIALWEAVE_QUERY_HOUSEKEEPING_H_

#include "common/clock.h"
#include "common/shutdown.h"
#include "query/changelog_follower.h"
#include "query/query_metrics.h"
#include "query/search/text_indexer.h"
#include "query/search_sessions.h"
#include "query/sequence_waiters.h"
#include "query/view/trial_log.h"
#include "query/view/trial_view.h"
#include "query/view/view_writer.h"
#include "query/watch/watch_hub.h"

namespace trialweave::query {

// Housekeeping drops what the view need not keep, reminds watches of what they do from time to time, and shows figures;
// once a second.
class Housekeeping {
 public:
  struct Parts {
    const TrialView* view;
    ViewWriter* writer;
    const ChangelogFollower* follower;
    const SequenceWaiters* waiters;
    QueryMetrics* metrics;
    TrialLog* log;
    const WatchHub* watches;
    SearchSessions* sessions;
    const TextIndexer* indexer;
  };
  explicit Housekeeping(const Parts& parts) : parts_(parts) {}

  void RunOnce();
  void Run(common::ShutdownSignal& shutdown, common::Clock& clock);

 private:
  const Parts parts_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_HOUSEKEEPING_H_
