#ifndef TRIALWEAVE_QUERY_STORE_HISTORY_SERVICE_H_
#define TRIALWEAVE_QUERY_STORE_HISTORY_SERVICE_H_

#include <memory>
#include <string>

#include "query/history_source.h"
#include "trialweave/v1/store_service.grpc.pb.h"

namespace trialweave::query {

// StoreHistoryService reads what was from a store over gRPC. Calls block their thread, at most 10 s.
class StoreHistoryService : public HistorySource {
 public:
  // `store` is an address as common::MakeChannel takes it.
  explicit StoreHistoryService(const std::string& store);

  absl::StatusOr<v1::StoreServiceGetRegistrationResponse> GetRegistration(
      const v1::StoreServiceGetRegistrationRequest& request, absl::Time deadline) override;
  absl::StatusOr<v1::StoreServiceListRegistrationsResponse> ListRegistrations(
      const v1::StoreServiceListRegistrationsRequest& request, absl::Time deadline) override;
  absl::StatusOr<v1::StoreServiceListRegistrationRevisionsResponse> ListRegistrationRevisions(
      const v1::StoreServiceListRegistrationRevisionsRequest& request, absl::Time deadline) override;
  absl::StatusOr<v1::StoreServiceDiffRegistrationResponse> DiffRegistration(
      const v1::StoreServiceDiffRegistrationRequest& request, absl::Time deadline) override;
  absl::StatusOr<v1::StoreServiceGetTrialResponse> GetTrial(const v1::StoreServiceGetTrialRequest& request,
                                                            absl::Time deadline) override;
  absl::StatusOr<v1::StoreServiceListTrialsResponse> ListTrials(const v1::StoreServiceListTrialsRequest& request,
                                                                absl::Time deadline) override;
  absl::StatusOr<v1::StoreServiceListTrialRevisionsResponse> ListTrialRevisions(
      const v1::StoreServiceListTrialRevisionsRequest& request, absl::Time deadline) override;
  absl::StatusOr<v1::StoreServiceExplainTrialResponse> ExplainTrial(const v1::StoreServiceExplainTrialRequest& request,
                                                                    absl::Time deadline) override;

 private:
  const std::unique_ptr<v1::StoreService::Stub> stub_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_STORE_HISTORY_SERVICE_H_
