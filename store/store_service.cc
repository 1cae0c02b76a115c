#include "store/store_service.h"

#include <utility>

#include "common/grpc_status.h"
#include "store/archive_stream.h"
#include "store/drift/source_drift.h"
#include "store/history/history_reader.h"
#include "store/ledger/lease_table.h"
#include "store/ledger/run_lifecycle.h"
#include "store/linkage/decisions.h"
#include "store/linkage/explanation.h"
#include "store/linkage/linkage_listings.h"
#include "store/reading/listings.h"
#include "store/watch_stream.h"
#include "store/worker_stream.h"

namespace trialweave::store {
namespace {

template <typename Response>
grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, absl::StatusOr<Response> result,
                                 Response* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (result.ok()) response->Swap(&*result);
  reactor->Finish(common::ToGrpc(result.status()));
  return reactor;
}

}  // namespace

StoreService::StoreService(Store* store, StreamWindow window) : store_(store), window_(window) {
  hub_.Published(store->changelog().latest());
  store->OnPublished([this](uint64_t sequence) { hub_.Published(sequence); });
}

void StoreService::Drain() {
  hub_.Stop();
  stopping_ = true;
  absl::MutexLock lock(&mutex_);
  draining_ = true;
  for (CommitStream* stream : streams_) stream->Drain();
}

grpc::ServerBidiReactor<v1::CommitRequest, v1::CommitResponse>* StoreService::Commit(grpc::CallbackServerContext*) {
  auto* stream = new CommitStream(store_, window_, [this](CommitStream* ended) {
    absl::MutexLock lock(&mutex_);
    streams_.erase(ended);
  });
  absl::MutexLock lock(&mutex_);
  streams_.insert(stream);
  if (draining_) stream->Drain();
  return stream;
}

grpc::ServerWriteReactor<v1::WatchResponse>* StoreService::Watch(grpc::CallbackServerContext*,
                                                                 const v1::WatchRequest* request) {
  return new WatchStream(&store_->changelog(), &hub_, request->after_sequence());
}

grpc::ServerUnaryReactor* StoreService::Change(grpc::CallbackServerContext* context,
                                               absl::AnyInvocable<absl::Status(WriteContext&)> apply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  store_->Change(std::move(apply), [reactor](const absl::Status& status) { reactor->Finish(common::ToGrpc(status)); });
  return reactor;
}

grpc::ServerUnaryReactor* StoreService::AcquireLease(grpc::CallbackServerContext* context,
                                                     const v1::AcquireLeaseRequest* request,
                                                     v1::AcquireLeaseResponse* response) {
  return Change(context, [=](WriteContext& write) { return store::AcquireLease(*request, write, response); });
}

grpc::ServerUnaryReactor* StoreService::RenewLease(grpc::CallbackServerContext* context,
                                                   const v1::RenewLeaseRequest* request,
                                                   v1::RenewLeaseResponse* response) {
  return Change(context, [=](WriteContext& write) { return store::RenewLease(*request, write, response); });
}

grpc::ServerUnaryReactor* StoreService::ReleaseLease(grpc::CallbackServerContext* context,
                                                     const v1::ReleaseLeaseRequest* request,
                                                     v1::ReleaseLeaseResponse*) {
  return Change(context, [=](WriteContext& write) { return store::ReleaseLease(*request, write); });
}

grpc::ServerUnaryReactor* StoreService::StartRun(grpc::CallbackServerContext* context,
                                                 const v1::StartRunRequest* request, v1::StartRunResponse* response) {
  return Change(context, [=](WriteContext& write) { return store::StartRun(*request, write, response); });
}

grpc::ServerUnaryReactor* StoreService::AdvanceCheckpoint(grpc::CallbackServerContext* context,
                                                          const v1::AdvanceCheckpointRequest* request,
                                                          v1::AdvanceCheckpointResponse* response) {
  return Change(context, [=](WriteContext& write) { return store::AdvanceCheckpoint(*request, write, response); });
}

grpc::ServerUnaryReactor* StoreService::RecordSnapshot(grpc::CallbackServerContext* context,
                                                       const v1::RecordSnapshotRequest* request,
                                                       v1::RecordSnapshotResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  worker_.Run([this, request, response, reactor] {
    absl::StatusOr<v1::RecordSnapshotResponse> recorded = store_->RecordSnapshot(*request);
    if (recorded.ok()) response->Swap(&*recorded);
    reactor->Finish(common::ToGrpc(recorded.status()));
  });
  return reactor;
}

grpc::ServerUnaryReactor* StoreService::FinishRun(grpc::CallbackServerContext* context,
                                                  const v1::FinishRunRequest* request,
                                                  v1::FinishRunResponse* response) {
  return Change(context, [=](WriteContext& write) { return store::FinishRun(*request, write, response); });
}

grpc::ServerUnaryReactor* StoreService::GetSourceState(grpc::CallbackServerContext* context,
                                                       const v1::GetSourceStateRequest* request,
                                                       v1::GetSourceStateResponse* response) {
  return Answer(context, store::GetSourceState(store_->latest(), *request), response);
}

grpc::ServerUnaryReactor* StoreService::ListSourceStates(grpc::CallbackServerContext* context,
                                                         const v1::ListSourceStatesRequest*,
                                                         v1::ListSourceStatesResponse* response) {
  // Read first: what is listed is at least as new as it says.
  const uint64_t sequence = store_->changelog().latest();
  absl::StatusOr<v1::ListSourceStatesResponse> result = store::ListSourceStates(store_->latest());
  if (result.ok()) result->set_sequence(sequence);
  return Answer(context, std::move(result), response);
}

grpc::ServerUnaryReactor* StoreService::ListRuns(grpc::CallbackServerContext* context,
                                                 const v1::ListRunsRequest* request, v1::ListRunsResponse* response) {
  return Answer(context, store::ListRuns(store_->latest(), *request), response);
}

grpc::ServerUnaryReactor* StoreService::GetRun(grpc::CallbackServerContext* context, const v1::GetRunRequest* request,
                                               v1::GetRunResponse* response) {
  return Answer(context, store::GetRun(store_->latest(), *request), response);
}

grpc::ServerUnaryReactor* StoreService::ListDeadLetters(grpc::CallbackServerContext* context,
                                                        const v1::ListDeadLettersRequest* request,
                                                        v1::ListDeadLettersResponse* response) {
  return Answer(context, store::ListDeadLetters(store_->latest(), *request), response);
}

grpc::ServerUnaryReactor* StoreService::ReadRaw(grpc::CallbackServerContext* context, const v1::ReadRawRequest* request,
                                                v1::ReadRawResponse* response) {
  return Answer(context, store::ReadRaw(store_->latest(), *request), response);
}

grpc::ServerUnaryReactor* StoreService::AcceptFieldProfile(grpc::CallbackServerContext* context,
                                                           const v1::AcceptFieldProfileRequest* request,
                                                           v1::AcceptFieldProfileResponse* response) {
  return Change(context,
                [request, response](WriteContext& c) { return store::AcceptFieldProfile(*request, c, response); });
}

grpc::ServerWriteReactor<v1::ReadArchiveResponse>* StoreService::ReadArchive(grpc::CallbackServerContext*,
                                                                             const v1::ReadArchiveRequest* request) {
  return new ArchiveStream(&store_->database(), *request);
}

grpc::ServerUnaryReactor* StoreService::GetRegistration(grpc::CallbackServerContext* context,
                                                        const v1::StoreServiceGetRegistrationRequest* request,
                                                        v1::StoreServiceGetRegistrationResponse* response) {
  return Answer(context, store::GetRegistration(*store_->database().Snapshot(), *request), response);
}

grpc::ServerUnaryReactor* StoreService::ListRegistrations(grpc::CallbackServerContext* context,
                                                          const v1::StoreServiceListRegistrationsRequest* request,
                                                          v1::StoreServiceListRegistrationsResponse* response) {
  return Answer(context, store::ListRegistrations(*store_->database().Snapshot(), *request), response);
}

grpc::ServerUnaryReactor* StoreService::ListRegistrationRevisions(
    grpc::CallbackServerContext* context, const v1::StoreServiceListRegistrationRevisionsRequest* request,
    v1::StoreServiceListRegistrationRevisionsResponse* response) {
  return Answer(context, store::ListRegistrationRevisions(*store_->database().Snapshot(), *request), response);
}

grpc::ServerUnaryReactor* StoreService::DiffRegistration(grpc::CallbackServerContext* context,
                                                         const v1::StoreServiceDiffRegistrationRequest* request,
                                                         v1::StoreServiceDiffRegistrationResponse* response) {
  return Answer(context, store::DiffRegistration(*store_->database().Snapshot(), *request), response);
}

grpc::ServerUnaryReactor* StoreService::GetTrial(grpc::CallbackServerContext* context,
                                                 const v1::StoreServiceGetTrialRequest* request,
                                                 v1::StoreServiceGetTrialResponse* response) {
  return Answer(context, store::GetTrial(*store_->database().Snapshot(), *request), response);
}

grpc::ServerUnaryReactor* StoreService::ListTrials(grpc::CallbackServerContext* context,
                                                   const v1::StoreServiceListTrialsRequest* request,
                                                   v1::StoreServiceListTrialsResponse* response) {
  return Answer(context, store::ListTrials(*store_->database().Snapshot(), *request), response);
}

grpc::ServerUnaryReactor* StoreService::ListTrialRevisions(grpc::CallbackServerContext* context,
                                                           const v1::StoreServiceListTrialRevisionsRequest* request,
                                                           v1::StoreServiceListTrialRevisionsResponse* response) {
  return Answer(context, store::ListTrialRevisions(*store_->database().Snapshot(), *request), response);
}

grpc::ServerUnaryReactor* StoreService::CreateDecision(grpc::CallbackServerContext* context,
                                                       const v1::CreateDecisionRequest* request,
                                                       v1::CreateDecisionResponse* response) {
  return Change(context, [=](WriteContext& write) { return store::TakeDecision(*request, write, response); });
}

grpc::ServerUnaryReactor* StoreService::RevokeDecision(grpc::CallbackServerContext* context,
                                                       const v1::RevokeDecisionRequest* request,
                                                       v1::RevokeDecisionResponse* response) {
  return Change(context, [=](WriteContext& write) { return store::RevokeDecision(*request, write, response); });
}

grpc::ServerUnaryReactor* StoreService::ListDecisions(grpc::CallbackServerContext* context,
                                                      const v1::ListDecisionsRequest* request,
                                                      v1::ListDecisionsResponse* response) {
  return Answer(context, store::ListDecisions(*store_->database().Snapshot(), *request), response);
}

grpc::ServerUnaryReactor* StoreService::ListReviewQueue(grpc::CallbackServerContext* context,
                                                        const v1::ListReviewQueueRequest* request,
                                                        v1::ListReviewQueueResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  worker_.Run([this, request, response, reactor] {
    absl::StatusOr<v1::ListReviewQueueResponse> queue =
        store::ListReviewQueue(*store_->database().Snapshot(), store_->model(), *request);
    if (queue.ok()) response->Swap(&*queue);
    reactor->Finish(common::ToGrpc(queue.status()));
  });
  return reactor;
}

grpc::ServerUnaryReactor* StoreService::ExplainTrial(grpc::CallbackServerContext* context,
                                                     const v1::StoreServiceExplainTrialRequest* request,
                                                     v1::StoreServiceExplainTrialResponse* response) {
  return Answer(context, store::ExplainTrial(*store_->database().Snapshot(), store_->model(), *request), response);
}

grpc::ServerWriteReactor<v1::RelinkResponse>* StoreService::Relink(grpc::CallbackServerContext*,
                                                                   const v1::RelinkRequest* request) {
  using Stream = WorkerStream<v1::RelinkResponse>;
  return new Stream(
      [store = store_, dry_run = request->dry_run()](const Stream::Tell& tell) { return store->Relink(dry_run, tell); },
      [](const v1::RelinkResponse& event) { return !event.has_change() && !event.has_summary(); }, &relinker_,
      &stopping_);
}

grpc::ServerUnaryReactor* StoreService::GetStoreStatus(grpc::CallbackServerContext* context,
                                                       const v1::GetStoreStatusRequest* request,
                                                       v1::GetStoreStatusResponse* response) {
  if (!request->content_digest()) return Answer(context, store_->Status(false), response);
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  worker_.Run([this, reactor, response] {
    absl::StatusOr<v1::GetStoreStatusResponse> status = store_->Status(true);
    if (status.ok()) response->Swap(&*status);
    reactor->Finish(common::ToGrpc(status.status()));
  });
  return reactor;
}

}  // namespace trialweave::store
