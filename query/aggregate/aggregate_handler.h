#ifndef TRIALWEAVE_QUERY_AGGREGATE_AGGREGATE_HANDLER_H_
#define TRIALWEAVE_QUERY_AGGREGATE_AGGREGATE_HANDLER_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "query/search/trial_search.h"
#include "query/view/trial_selector.h"
#include "query/view/trial_view.h"
#include "trialweave/v1/query_service.pb.h"

namespace trialweave::query {

// AggregateHandler answers QueryService's AggregateTrials from the columns of a view. The protos say what it does and
// which errors it has. Thread-safe.
class AggregateHandler {
 public:
  // All outlive it.
  AggregateHandler(const TrialSelector* selector, const TrialView* view, const TrialSearch* search)
      : selector_(selector), view_(view), search_(search) {}

  // Says whether the caller has gone.
  using Gone = std::function<bool()>;

  absl::Status AggregateTrials(const v1::AggregateTrialsRequest& request, const Gone& gone,
                               v1::AggregateTrialsResponse* response) const;

 private:
  // The trials that match.
  absl::StatusOr<TrialSelection> Select(const v1::AggregateTrialsRequest& request, const Gone& gone) const;

  const TrialSelector* const selector_;
  const TrialView* const view_;
  const TrialSearch* const search_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_AGGREGATE_AGGREGATE_HANDLER_H_
