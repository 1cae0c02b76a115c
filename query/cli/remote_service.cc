#include "query/cli/remote_service.h"

#include <string>

#include "absl/time/clock.h"
#include "common/channel.h"
#include "common/grpc_status.h"
#include "common/status.h"
#include "grpcpp/client_context.h"
#include "trialweave/v1/crawler_service.grpc.pb.h"
#include "trialweave/v1/query_service.grpc.pb.h"
#include "trialweave/v1/store_admin.grpc.pb.h"
#include "trialweave/v1/store_service.grpc.pb.h"

namespace trialweave::query {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(10);
// The content digest reads the whole store.
constexpr absl::Duration kDigestTimeout = absl::Minutes(30);

// What costs by the size of the store takes as long as it takes.
absl::Duration LongTimeout(const CommandLine& line) {
  return line.timeout == absl::ZeroDuration() ? absl::Hours(24) : line.timeout;
}

// Says which service is out of reach; a service's own UNAVAILABLE has a reason already.
absl::Status Named(const grpc::Status& status, const char* service, const std::string& address) {
  absl::Status error = common::FromGrpc(status);
  if (error.code() != absl::StatusCode::kUnavailable || !status.error_details().empty()) return error;
  return common::MakeError(absl::StatusCode::kUnavailable, "UNREACHABLE", std::string(error.message()),
                           {{"service", service}, {"address", address}});
}

template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                              const Request& request, absl::Duration timeout, const char* service,
                              const std::string& address) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return Named(status, service, address);
  return response;
}

// A call that takes as long as it takes.
template <typename Stub, typename Request, typename Response>
absl::Status Stream(Stub& stub,
                    std::unique_ptr<grpc::ClientReader<Response>> (Stub::*method)(grpc::ClientContext*, const Request&),
                    const Request& request, const CommandLine& line, const char* service, const std::string& address,
                    const std::function<void(const Response&)>& on_event) {
  grpc::ClientContext context;
  if (line.timeout != absl::ZeroDuration()) context.set_deadline(absl::ToChronoTime(absl::Now() + line.timeout));
  const auto reader = (stub.*method)(&context, request);
  Response response;
  while (reader->Read(&response)) on_event(response);
  const grpc::Status status = reader->Finish();
  return status.ok() ? absl::OkStatus() : Named(status, service, address);
}

}  // namespace

struct RemoteService::Stubs {
  explicit Stubs(const CommandLine& line)
      : query(v1::QueryService::NewStub(common::MakeChannel(line.server))),
        store(v1::StoreService::NewStub(common::MakeChannel(line.store))),
        admin(v1::StoreAdminService::NewStub(common::MakeChannel(line.store))),
        crawler(v1::CrawlerService::NewStub(common::MakeChannel(line.crawler))),
        timeout(line.timeout == absl::ZeroDuration() ? kTimeout : line.timeout) {}

  const std::unique_ptr<v1::QueryService::Stub> query;
  const std::unique_ptr<v1::StoreService::Stub> store;
  const std::unique_ptr<v1::StoreAdminService::Stub> admin;
  const std::unique_ptr<v1::CrawlerService::Stub> crawler;
  const absl::Duration timeout;
};

RemoteService::RemoteService(const CommandLine& line) : line_(line), stubs_(std::make_unique<Stubs>(line)) {}
RemoteService::~RemoteService() = default;

absl::StatusOr<v1::GetTrialResponse> RemoteService::GetTrial(const v1::GetTrialRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::GetTrial, request, stubs_->timeout, "query", line_.server);
}

absl::StatusOr<v1::GetRegistrationResponse> RemoteService::GetRegistration(const v1::GetRegistrationRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::GetRegistration, request, stubs_->timeout, "query",
              line_.server);
}

absl::StatusOr<v1::ResolveIdentifierResponse> RemoteService::ResolveIdentifier(
    const v1::ResolveIdentifierRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::ResolveIdentifier, request, stubs_->timeout, "query",
              line_.server);
}

absl::StatusOr<v1::ListTrialsResponse> RemoteService::ListTrials(const v1::ListTrialsRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::ListTrials, request, stubs_->timeout, "query", line_.server);
}

absl::StatusOr<v1::SearchTrialsResponse> RemoteService::SearchTrials(const v1::SearchTrialsRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::SearchTrials, request, stubs_->timeout, "query", line_.server);
}

absl::Status RemoteService::WatchTrials(const v1::WatchTrialsRequest& request,
                                        const std::function<void(const v1::WatchTrialsResponse&)>& on_item) {
  return Stream(*stubs_->query, &v1::QueryService::Stub::WatchTrials, request, line_, "query", line_.server, on_item);
}

absl::StatusOr<v1::AggregateTrialsResponse> RemoteService::AggregateTrials(const v1::AggregateTrialsRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::AggregateTrials, request, stubs_->timeout, "query",
              line_.server);
}

absl::StatusOr<v1::BatchGetTrialsResponse> RemoteService::BatchGetTrials(const v1::BatchGetTrialsRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::BatchGetTrials, request, stubs_->timeout, "query", line_.server);
}

absl::StatusOr<v1::ListTrialRevisionsResponse> RemoteService::ListTrialRevisions(
    const v1::ListTrialRevisionsRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::ListTrialRevisions, request, stubs_->timeout, "query",
              line_.server);
}

absl::Status RemoteService::ExportTrials(
    const v1::ExportTrialsRequest& request,
    const std::function<absl::Status(const v1::ExportTrialsResponse&)>& on_message) {
  grpc::ClientContext context;
  if (line_.timeout != absl::ZeroDuration()) context.set_deadline(absl::ToChronoTime(absl::Now() + line_.timeout));
  const auto reader = stubs_->query->ExportTrials(&context, request);
  v1::ExportTrialsResponse message;
  absl::Status taken;
  while (taken.ok() && reader->Read(&message)) taken = on_message(message);
  if (!taken.ok()) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (!taken.ok()) return taken;
  return status.ok() ? absl::OkStatus() : Named(status, "query", line_.server);
}

absl::StatusOr<v1::ListRegistrationRevisionsResponse> RemoteService::ListRegistrationRevisions(
    const v1::ListRegistrationRevisionsRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::ListRegistrationRevisions, request, stubs_->timeout, "query",
              line_.server);
}

absl::StatusOr<v1::DiffRegistrationResponse> RemoteService::DiffRegistration(
    const v1::DiffRegistrationRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::DiffRegistration, request, stubs_->timeout, "query",
              line_.server);
}

absl::StatusOr<v1::DiffTrialResponse> RemoteService::DiffTrial(const v1::DiffTrialRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::DiffTrial, request, stubs_->timeout, "query", line_.server);
}

absl::StatusOr<v1::ExplainTrialResponse> RemoteService::ExplainTrial(const v1::ExplainTrialRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::ExplainTrial, request, stubs_->timeout, "query", line_.server);
}

absl::StatusOr<v1::GetPublicationResponse> RemoteService::GetPublication(const v1::GetPublicationRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::GetPublication, request, stubs_->timeout, "query", line_.server);
}

absl::StatusOr<v1::ListPublicationsResponse> RemoteService::ListPublications(
    const v1::ListPublicationsRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::ListPublications, request, stubs_->timeout, "query",
              line_.server);
}

absl::StatusOr<v1::GetNoticeResponse> RemoteService::GetNotice(const v1::GetNoticeRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::GetNotice, request, stubs_->timeout, "query", line_.server);
}

absl::StatusOr<v1::ListNoticesResponse> RemoteService::ListNotices(const v1::ListNoticesRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::ListNotices, request, stubs_->timeout, "query", line_.server);
}

absl::StatusOr<v1::GetCoverageResponse> RemoteService::GetCoverage(const v1::GetCoverageRequest& request) {
  return Call(*stubs_->query, &v1::QueryService::Stub::GetCoverage, request, stubs_->timeout, "query", line_.server);
}

absl::StatusOr<v1::GetStoreStatusResponse> RemoteService::GetStoreStatus(const v1::GetStoreStatusRequest& request) {
  const bool long_one = request.content_digest() && line_.timeout == absl::ZeroDuration();
  return Call(*stubs_->store, &v1::StoreService::Stub::GetStoreStatus, request,
              long_one ? kDigestTimeout : stubs_->timeout, "store", line_.store);
}

absl::StatusOr<v1::ListSourceStatesResponse> RemoteService::ListSourceStates(
    const v1::ListSourceStatesRequest& request) {
  return Call(*stubs_->store, &v1::StoreService::Stub::ListSourceStates, request, stubs_->timeout, "store",
              line_.store);
}

absl::StatusOr<v1::AcceptFieldProfileResponse> RemoteService::AcceptFieldProfile(
    const v1::AcceptFieldProfileRequest& request) {
  return Call(*stubs_->store, &v1::StoreService::Stub::AcceptFieldProfile, request, stubs_->timeout, "store",
              line_.store);
}

absl::StatusOr<v1::ListRunsResponse> RemoteService::ListRuns(const v1::ListRunsRequest& request) {
  return Call(*stubs_->store, &v1::StoreService::Stub::ListRuns, request, stubs_->timeout, "store", line_.store);
}

absl::StatusOr<v1::GetRunResponse> RemoteService::GetRun(const v1::GetRunRequest& request) {
  return Call(*stubs_->store, &v1::StoreService::Stub::GetRun, request, stubs_->timeout, "store", line_.store);
}

absl::StatusOr<v1::ListDeadLettersResponse> RemoteService::ListDeadLetters(const v1::ListDeadLettersRequest& request) {
  return Call(*stubs_->store, &v1::StoreService::Stub::ListDeadLetters, request, stubs_->timeout, "store", line_.store);
}

absl::StatusOr<v1::CreateDecisionResponse> RemoteService::CreateDecision(const v1::CreateDecisionRequest& request) {
  return Call(*stubs_->store, &v1::StoreService::Stub::CreateDecision, request, stubs_->timeout, "store", line_.store);
}

absl::StatusOr<v1::RevokeDecisionResponse> RemoteService::RevokeDecision(const v1::RevokeDecisionRequest& request) {
  return Call(*stubs_->store, &v1::StoreService::Stub::RevokeDecision, request, stubs_->timeout, "store", line_.store);
}

absl::StatusOr<v1::ListDecisionsResponse> RemoteService::ListDecisions(const v1::ListDecisionsRequest& request) {
  return Call(*stubs_->store, &v1::StoreService::Stub::ListDecisions, request, stubs_->timeout, "store", line_.store);
}

absl::StatusOr<v1::ListReviewQueueResponse> RemoteService::ListReviewQueue(const v1::ListReviewQueueRequest& request) {
  return Call(*stubs_->store, &v1::StoreService::Stub::ListReviewQueue, request, stubs_->timeout, "store", line_.store);
}

absl::Status RemoteService::Relink(const v1::RelinkRequest& request,
                                   const std::function<void(const v1::RelinkResponse&)>& on_event) {
  return Stream(*stubs_->store, &v1::StoreService::Stub::Relink, request, line_, "store", line_.store, on_event);
}

absl::Status RemoteService::VerifyStore(const v1::VerifyStoreRequest& request,
                                        const std::function<void(const v1::VerifyStoreResponse&)>& on_event) {
  return Stream(*stubs_->admin, &v1::StoreAdminService::Stub::VerifyStore, request, line_, "store", line_.store,
                on_event);
}

absl::StatusOr<v1::CreateBackupResponse> RemoteService::CreateBackup(const v1::CreateBackupRequest& request) {
  return Call(*stubs_->admin, &v1::StoreAdminService::Stub::CreateBackup, request, LongTimeout(line_), "store",
              line_.store);
}

absl::StatusOr<v1::ListBackupsResponse> RemoteService::ListBackups(const v1::ListBackupsRequest& request) {
  return Call(*stubs_->admin, &v1::StoreAdminService::Stub::ListBackups, request, LongTimeout(line_), "store",
              line_.store);
}

absl::StatusOr<v1::VerifyBackupResponse> RemoteService::VerifyBackup(const v1::VerifyBackupRequest& request) {
  return Call(*stubs_->admin, &v1::StoreAdminService::Stub::VerifyBackup, request, LongTimeout(line_), "store",
              line_.store);
}

absl::StatusOr<v1::GetDeadLetterResponse> RemoteService::GetDeadLetter(const v1::GetDeadLetterRequest& request) {
  return Call(*stubs_->admin, &v1::StoreAdminService::Stub::GetDeadLetter, request, stubs_->timeout, "store",
              line_.store);
}

absl::StatusOr<v1::ResolveDeadLetterResponse> RemoteService::ResolveDeadLetter(
    const v1::ResolveDeadLetterRequest& request) {
  return Call(*stubs_->admin, &v1::StoreAdminService::Stub::ResolveDeadLetter, request, stubs_->timeout, "store",
              line_.store);
}

absl::StatusOr<v1::RedactDocumentResponse> RemoteService::RedactDocument(const v1::RedactDocumentRequest& request) {
  return Call(*stubs_->admin, &v1::StoreAdminService::Stub::RedactDocument, request, LongTimeout(line_), "store",
              line_.store);
}

absl::StatusOr<std::string> RemoteService::ArchiveSource() {
  const auto sources = Call(*stubs_->crawler, &v1::CrawlerService::Stub::ListSources, v1::ListSourcesRequest(),
                            stubs_->timeout, "crawler", line_.crawler);
  if (!sources.ok()) return sources.status();
  for (const v1::CrawlSource& source : sources->sources()) {
    if (source.kind() == "archive") return source.name();
  }
  return common::MakeError(absl::StatusCode::kNotFound, "SOURCE_NOT_FOUND",
                           "the crawler's configuration has no source of kind archive, which sends dead letters again");
}

absl::Status RemoteService::RunSource(const v1::RunSourceRequest& request,
                                      const std::function<void(const v1::RunSourceResponse&)>& on_progress) {
  grpc::ClientContext context;
  // A run takes as long as it takes.
  if (line_.timeout != absl::ZeroDuration()) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + line_.timeout));
  }
  const auto reader = stubs_->crawler->RunSource(&context, request);
  v1::RunSourceResponse response;
  while (reader->Read(&response)) on_progress(response);
  const grpc::Status status = reader->Finish();
  return status.ok() ? absl::OkStatus() : Named(status, "crawler", line_.crawler);
}

}  // namespace trialweave::query
