#ifndef TRIALWEAVE_QUERY_HISTORY_SOURCE_H_
#define TRIALWEAVE_QUERY_HISTORY_SOURCE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::query {

// HistorySource reads what was from the store: methods and codes are those of StoreService; UNAVAILABLE when it is out
// of reach, DEADLINE_EXCEEDED after `deadline`. Thread-safe.
class HistorySource {
 public:
  virtual ~HistorySource() = default;

  virtual absl::StatusOr<v1::StoreServiceGetRegistrationResponse> GetRegistration(
      const v1::StoreServiceGetRegistrationRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<v1::StoreServiceListRegistrationsResponse> ListRegistrations(
      const v1::StoreServiceListRegistrationsRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<v1::StoreServiceListRegistrationRevisionsResponse> ListRegistrationRevisions(
      const v1::StoreServiceListRegistrationRevisionsRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<v1::StoreServiceDiffRegistrationResponse> DiffRegistration(
      const v1::StoreServiceDiffRegistrationRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<v1::StoreServiceGetTrialResponse> GetTrial(const v1::StoreServiceGetTrialRequest& request,
                                                                    absl::Time deadline) = 0;
  virtual absl::StatusOr<v1::StoreServiceListTrialsResponse> ListTrials(
      const v1::StoreServiceListTrialsRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<v1::StoreServiceListTrialRevisionsResponse> ListTrialRevisions(
      const v1::StoreServiceListTrialRevisionsRequest& request, absl::Time deadline) = 0;
  virtual absl::StatusOr<v1::StoreServiceExplainTrialResponse> ExplainTrial(
      const v1::StoreServiceExplainTrialRequest& request, absl::Time deadline) = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_HISTORY_SOURCE_H_
