#include "query/store_history_service.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "common/channel.h"
#include "common/grpc_status.h"
#include "grpcpp/client_context.h"

namespace trialweave::query {
namespace {

constexpr absl::Duration kLongest = absl::Seconds(10);

template <typename Request, typename Response>
absl::StatusOr<Response> Ask(v1::StoreService::Stub& stub,
                             grpc::Status (v1::StoreService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                            Response*),
                             const Request& request, absl::Time deadline) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(std::min(deadline, absl::Now() + kLongest)));
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return common::FromGrpc(status);
  return response;
}

}  // namespace

StoreHistoryService::StoreHistoryService(const std::string& store)
    : stub_(v1::StoreService::NewStub(common::MakeChannel(store))) {}

absl::StatusOr<v1::StoreServiceGetRegistrationResponse> StoreHistoryService::GetRegistration(
    const v1::StoreServiceGetRegistrationRequest& request, absl::Time deadline) {
  return Ask(*stub_, &v1::StoreService::Stub::GetRegistration, request, deadline);
}

absl::StatusOr<v1::StoreServiceListRegistrationsResponse> StoreHistoryService::ListRegistrations(
    const v1::StoreServiceListRegistrationsRequest& request, absl::Time deadline) {
  return Ask(*stub_, &v1::StoreService::Stub::ListRegistrations, request, deadline);
}

absl::StatusOr<v1::StoreServiceListRegistrationRevisionsResponse> StoreHistoryService::ListRegistrationRevisions(
    const v1::StoreServiceListRegistrationRevisionsRequest& request, absl::Time deadline) {
  return Ask(*stub_, &v1::StoreService::Stub::ListRegistrationRevisions, request, deadline);
}

absl::StatusOr<v1::StoreServiceDiffRegistrationResponse> StoreHistoryService::DiffRegistration(
    const v1::StoreServiceDiffRegistrationRequest& request, absl::Time deadline) {
  return Ask(*stub_, &v1::StoreService::Stub::DiffRegistration, request, deadline);
}

absl::StatusOr<v1::StoreServiceGetTrialResponse> StoreHistoryService::GetTrial(
    const v1::StoreServiceGetTrialRequest& request, absl::Time deadline) {
  return Ask(*stub_, &v1::StoreService::Stub::GetTrial, request, deadline);
}

absl::StatusOr<v1::StoreServiceListTrialsResponse> StoreHistoryService::ListTrials(
    const v1::StoreServiceListTrialsRequest& request, absl::Time deadline) {
  return Ask(*stub_, &v1::StoreService::Stub::ListTrials, request, deadline);
}

absl::StatusOr<v1::StoreServiceListTrialRevisionsResponse> StoreHistoryService::ListTrialRevisions(
    const v1::StoreServiceListTrialRevisionsRequest& request, absl::Time deadline) {
  return Ask(*stub_, &v1::StoreService::Stub::ListTrialRevisions, request, deadline);
}

absl::StatusOr<v1::StoreServiceExplainTrialResponse> StoreHistoryService::ExplainTrial(
    const v1::StoreServiceExplainTrialRequest& request, absl::Time deadline) {
  return Ask(*stub_, &v1::StoreService::Stub::ExplainTrial, request, deadline);
}

}  // namespace trialweave::query
