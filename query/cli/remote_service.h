#ifndef TRIALWEAVE_QUERY_CLI_REMOTE_SERVICE_H_
#define TRIALWEAVE_QUERY_CLI_REMOTE_SERVICE_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "query/cli/command_line.h"
#include "trialweave/v1/crawler_service.pb.h"
#include "trialweave/v1/query_service.pb.h"
#include "trialweave/v1/store_admin.pb.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::query {

// RemoteService calls the services over gRPC, each when it is first needed. Errors are the services' own; the
// metadata "service" and "address" of UNAVAILABLE say which one is out of reach. Not thread-safe.
class RemoteService {
 public:
  // Addresses and time limit are those of `line`, which outlives it.
  explicit RemoteService(const CommandLine& line);
  ~RemoteService();

  absl::StatusOr<v1::GetTrialResponse> GetTrial(const v1::GetTrialRequest& request);
  absl::StatusOr<v1::GetRegistrationResponse> GetRegistration(const v1::GetRegistrationRequest& request);
  absl::StatusOr<v1::ResolveIdentifierResponse> ResolveIdentifier(const v1::ResolveIdentifierRequest& request);
  absl::StatusOr<v1::ListTrialsResponse> ListTrials(const v1::ListTrialsRequest& request);
  absl::StatusOr<v1::SearchTrialsResponse> SearchTrials(const v1::SearchTrialsRequest& request);
  // Until the stream ends; without a time limit.
  absl::Status WatchTrials(const v1::WatchTrialsRequest& request,
                           const std::function<void(const v1::WatchTrialsResponse&)>& on_item);
  absl::StatusOr<v1::AggregateTrialsResponse> AggregateTrials(const v1::AggregateTrialsRequest& request);
  absl::StatusOr<v1::BatchGetTrialsResponse> BatchGetTrials(const v1::BatchGetTrialsRequest& request);
  absl::StatusOr<v1::ListTrialRevisionsResponse> ListTrialRevisions(const v1::ListTrialRevisionsRequest& request);
  // Calls `on_message` for each message; another status than OK ends the call, and is returned.
  absl::Status ExportTrials(const v1::ExportTrialsRequest& request,
                            const std::function<absl::Status(const v1::ExportTrialsResponse&)>& on_message);
  absl::StatusOr<v1::ListRegistrationRevisionsResponse> ListRegistrationRevisions(
      const v1::ListRegistrationRevisionsRequest& request);
  absl::StatusOr<v1::DiffRegistrationResponse> DiffRegistration(const v1::DiffRegistrationRequest& request);
  absl::StatusOr<v1::DiffTrialResponse> DiffTrial(const v1::DiffTrialRequest& request);
  absl::StatusOr<v1::ExplainTrialResponse> ExplainTrial(const v1::ExplainTrialRequest& request);
  absl::StatusOr<v1::GetPublicationResponse> GetPublication(const v1::GetPublicationRequest& request);
  absl::StatusOr<v1::ListPublicationsResponse> ListPublications(const v1::ListPublicationsRequest& request);
  absl::StatusOr<v1::GetNoticeResponse> GetNotice(const v1::GetNoticeRequest& request);
  absl::StatusOr<v1::ListNoticesResponse> ListNotices(const v1::ListNoticesRequest& request);
  absl::StatusOr<v1::GetCoverageResponse> GetCoverage(const v1::GetCoverageRequest& request);

  absl::StatusOr<v1::GetStoreStatusResponse> GetStoreStatus(const v1::GetStoreStatusRequest& request);
  absl::StatusOr<v1::ListSourceStatesResponse> ListSourceStates(const v1::ListSourceStatesRequest& request);
  absl::StatusOr<v1::AcceptFieldProfileResponse> AcceptFieldProfile(const v1::AcceptFieldProfileRequest& request);
  absl::StatusOr<v1::ListRunsResponse> ListRuns(const v1::ListRunsRequest& request);
  absl::StatusOr<v1::GetRunResponse> GetRun(const v1::GetRunRequest& request);
  absl::StatusOr<v1::ListDeadLettersResponse> ListDeadLetters(const v1::ListDeadLettersRequest& request);

  absl::StatusOr<v1::CreateDecisionResponse> CreateDecision(const v1::CreateDecisionRequest& request);
  absl::StatusOr<v1::RevokeDecisionResponse> RevokeDecision(const v1::RevokeDecisionRequest& request);
  absl::StatusOr<v1::ListDecisionsResponse> ListDecisions(const v1::ListDecisionsRequest& request);
  absl::StatusOr<v1::ListReviewQueueResponse> ListReviewQueue(const v1::ListReviewQueueRequest& request);
  absl::Status Relink(const v1::RelinkRequest& request, const std::function<void(const v1::RelinkResponse&)>& on_event);

  absl::Status VerifyStore(const v1::VerifyStoreRequest& request,
                           const std::function<void(const v1::VerifyStoreResponse&)>& on_event);
  absl::StatusOr<v1::CreateBackupResponse> CreateBackup(const v1::CreateBackupRequest& request);
  absl::StatusOr<v1::ListBackupsResponse> ListBackups(const v1::ListBackupsRequest& request);
  absl::StatusOr<v1::VerifyBackupResponse> VerifyBackup(const v1::VerifyBackupRequest& request);
  absl::StatusOr<v1::GetDeadLetterResponse> GetDeadLetter(const v1::GetDeadLetterRequest& request);
  absl::StatusOr<v1::ResolveDeadLetterResponse> ResolveDeadLetter(const v1::ResolveDeadLetterRequest& request);
  absl::StatusOr<v1::RedactDocumentResponse> RedactDocument(const v1::RedactDocumentRequest& request);
  // The first source of kind "archive" that the crawler has. NOT_FOUND (SOURCE_NOT_FOUND).
  absl::StatusOr<std::string> ArchiveSource();

  // Calls `on_progress` for each response until the run ends.
  absl::Status RunSource(const v1::RunSourceRequest& request,
                         const std::function<void(const v1::RunSourceResponse&)>& on_progress);

 private:
  struct Stubs;

  const CommandLine& line_;
  const std::unique_ptr<Stubs> stubs_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_REMOTE_SERVICE_H_
