#ifndef TRIALWEAVE_STORE_STORE_SERVICE_H_
#define TRIALWEAVE_STORE_STORE_SERVICE_H_

#include <atomic>
#include <set>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "store/background_worker.h"
#include "store/commit_stream.h"
#include "store/store.h"
#include "store/watch_hub.h"
#include "trialweave/v1/store_service.grpc.pb.h"

namespace trialweave::store {

// StoreService is the store on the wire: the callback API, so that no call holds a thread while it waits.
// Thread-safe.
class StoreService : public v1::StoreService::CallbackService {
 public:
  // `store` outlives it and is not started yet.
  StoreService(Store* store, StreamWindow window);

  // Ends streams with UNAVAILABLE once what they have under way is answered; unary calls still work.
  void Drain() ABSL_LOCKS_EXCLUDED(mutex_);

  grpc::ServerBidiReactor<v1::CommitRequest, v1::CommitResponse>* Commit(grpc::CallbackServerContext* context) override
      ABSL_LOCKS_EXCLUDED(mutex_);
  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext* context,
                                                     const v1::WatchRequest* request) override;
  grpc::ServerUnaryReactor* AcquireLease(grpc::CallbackServerContext* context, const v1::AcquireLeaseRequest* request,
                                         v1::AcquireLeaseResponse* response) override;
  grpc::ServerUnaryReactor* RenewLease(grpc::CallbackServerContext* context, const v1::RenewLeaseRequest* request,
                                       v1::RenewLeaseResponse* response) override;
  grpc::ServerUnaryReactor* ReleaseLease(grpc::CallbackServerContext* context, const v1::ReleaseLeaseRequest* request,
                                         v1::ReleaseLeaseResponse* response) override;
  grpc::ServerUnaryReactor* StartRun(grpc::CallbackServerContext* context, const v1::StartRunRequest* request,
                                     v1::StartRunResponse* response) override;
  grpc::ServerUnaryReactor* AdvanceCheckpoint(grpc::CallbackServerContext* context,
                                              const v1::AdvanceCheckpointRequest* request,
                                              v1::AdvanceCheckpointResponse* response) override;
  grpc::ServerUnaryReactor* RecordSnapshot(grpc::CallbackServerContext* context,
                                           const v1::RecordSnapshotRequest* request,
                                           v1::RecordSnapshotResponse* response) override;
  grpc::ServerUnaryReactor* FinishRun(grpc::CallbackServerContext* context, const v1::FinishRunRequest* request,
                                      v1::FinishRunResponse* response) override;
  grpc::ServerUnaryReactor* GetSourceState(grpc::CallbackServerContext* context,
                                           const v1::GetSourceStateRequest* request,
                                           v1::GetSourceStateResponse* response) override;
  grpc::ServerUnaryReactor* ListSourceStates(grpc::CallbackServerContext* context,
                                             const v1::ListSourceStatesRequest* request,
                                             v1::ListSourceStatesResponse* response) override;
  grpc::ServerUnaryReactor* ListRuns(grpc::CallbackServerContext* context, const v1::ListRunsRequest* request,
                                     v1::ListRunsResponse* response) override;
  grpc::ServerUnaryReactor* GetRun(grpc::CallbackServerContext* context, const v1::GetRunRequest* request,
                                   v1::GetRunResponse* response) override;
  grpc::ServerUnaryReactor* ListDeadLetters(grpc::CallbackServerContext* context,
                                            const v1::ListDeadLettersRequest* request,
                                            v1::ListDeadLettersResponse* response) override;
  grpc::ServerUnaryReactor* ReadRaw(grpc::CallbackServerContext* context, const v1::ReadRawRequest* request,
                                    v1::ReadRawResponse* response) override;
  grpc::ServerUnaryReactor* AcceptFieldProfile(grpc::CallbackServerContext* context,
                                               const v1::AcceptFieldProfileRequest* request,
                                               v1::AcceptFieldProfileResponse* response) override;
  grpc::ServerWriteReactor<v1::ReadArchiveResponse>* ReadArchive(grpc::CallbackServerContext* context,
                                                                 const v1::ReadArchiveRequest* request) override;
  grpc::ServerUnaryReactor* GetRegistration(grpc::CallbackServerContext* context,
                                            const v1::StoreServiceGetRegistrationRequest* request,
                                            v1::StoreServiceGetRegistrationResponse* response) override;
  grpc::ServerUnaryReactor* ListRegistrations(grpc::CallbackServerContext* context,
                                              const v1::StoreServiceListRegistrationsRequest* request,
                                              v1::StoreServiceListRegistrationsResponse* response) override;
  grpc::ServerUnaryReactor* ListRegistrationRevisions(
      grpc::CallbackServerContext* context, const v1::StoreServiceListRegistrationRevisionsRequest* request,
      v1::StoreServiceListRegistrationRevisionsResponse* response) override;
  grpc::ServerUnaryReactor* DiffRegistration(grpc::CallbackServerContext* context,
                                             const v1::StoreServiceDiffRegistrationRequest* request,
                                             v1::StoreServiceDiffRegistrationResponse* response) override;
  grpc::ServerUnaryReactor* GetTrial(grpc::CallbackServerContext* context,
                                     const v1::StoreServiceGetTrialRequest* request,
                                     v1::StoreServiceGetTrialResponse* response) override;
  grpc::ServerUnaryReactor* ListTrials(grpc::CallbackServerContext* context,
                                       const v1::StoreServiceListTrialsRequest* request,
                                       v1::StoreServiceListTrialsResponse* response) override;
  grpc::ServerUnaryReactor* ListTrialRevisions(grpc::CallbackServerContext* context,
                                               const v1::StoreServiceListTrialRevisionsRequest* request,
                                               v1::StoreServiceListTrialRevisionsResponse* response) override;
  grpc::ServerUnaryReactor* CreateDecision(grpc::CallbackServerContext* context,
                                           const v1::CreateDecisionRequest* request,
                                           v1::CreateDecisionResponse* response) override;
  grpc::ServerUnaryReactor* RevokeDecision(grpc::CallbackServerContext* context,
                                           const v1::RevokeDecisionRequest* request,
                                           v1::RevokeDecisionResponse* response) override;
  grpc::ServerUnaryReactor* ListDecisions(grpc::CallbackServerContext* context, const v1::ListDecisionsRequest* request,
                                          v1::ListDecisionsResponse* response) override;
  grpc::ServerUnaryReactor* ListReviewQueue(grpc::CallbackServerContext* context,
                                            const v1::ListReviewQueueRequest* request,
                                            v1::ListReviewQueueResponse* response) override;
  grpc::ServerUnaryReactor* ExplainTrial(grpc::CallbackServerContext* context,
                                         const v1::StoreServiceExplainTrialRequest* request,
                                         v1::StoreServiceExplainTrialResponse* response) override;
  grpc::ServerWriteReactor<v1::RelinkResponse>* Relink(grpc::CallbackServerContext* context,
                                                       const v1::RelinkRequest* request) override;
  grpc::ServerUnaryReactor* GetStoreStatus(grpc::CallbackServerContext* context,
                                           const v1::GetStoreStatusRequest* request,
                                           v1::GetStoreStatusResponse* response) override;

 private:
  // Has the committer run `apply`, and answers when that is durable.
  grpc::ServerUnaryReactor* Change(grpc::CallbackServerContext* context,
                                   absl::AnyInvocable<absl::Status(WriteContext&)> apply);

  Store* const store_;
  const StreamWindow window_;
  WatchHub hub_;
  std::atomic<bool> stopping_ = false;
  // For what reads the whole store, or a whole snapshot.
  BackgroundWorker worker_;
  BackgroundWorker relinker_;
  absl::Mutex mutex_;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<CommitStream*> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_STORE_SERVICE_H_
