#ifndef TRIALWEAVE_STORE_HISTORY_HISTORY_READER_H_
#define TRIALWEAVE_STORE_HISTORY_HISTORY_READER_H_

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "trialweave/v1/store_service.pb.h"

// Answers of StoreService on what was; the codes are those of store_service.proto. Readers do not change meanwhile.
namespace trialweave::store {

absl::StatusOr<v1::StoreServiceGetRegistrationResponse> GetRegistration(
    const Reader& snapshot, const v1::StoreServiceGetRegistrationRequest& request);

absl::StatusOr<v1::StoreServiceListRegistrationsResponse> ListRegistrations(
    const Reader& snapshot, const v1::StoreServiceListRegistrationsRequest& request);

absl::StatusOr<v1::StoreServiceListRegistrationRevisionsResponse> ListRegistrationRevisions(
    const Reader& snapshot, const v1::StoreServiceListRegistrationRevisionsRequest& request);

absl::StatusOr<v1::StoreServiceDiffRegistrationResponse> DiffRegistration(
    const Reader& snapshot, const v1::StoreServiceDiffRegistrationRequest& request);

absl::StatusOr<v1::StoreServiceGetTrialResponse> GetTrial(const Reader& snapshot,
                                                          const v1::StoreServiceGetTrialRequest& request);

absl::StatusOr<v1::StoreServiceListTrialsResponse> ListTrials(const Reader& snapshot,
                                                              const v1::StoreServiceListTrialsRequest& request);

absl::StatusOr<v1::StoreServiceListTrialRevisionsResponse> ListTrialRevisions(
    const Reader& snapshot, const v1::StoreServiceListTrialRevisionsRequest& request);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_HISTORY_HISTORY_READER_H_
