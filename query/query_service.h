#ifndef TRIALWEAVE_QUERY_QUERY_SERVICE_H_
#define TRIALWEAVE_QUERY_QUERY_SERVICE_H_

#include <functional>

#include "common/readiness.h"
#include "query/aggregate/aggregate_handler.h"
#include "query/client_limiter.h"
#include "query/history_handler.h"
#include "query/query_handler.h"
#include "query/search_handler.h"
#include "query/sequence_waiters.h"
#include "query/watch/watch_stream.h"
#include "query/worker_pool.h"
#include "trialweave/v1/query_service.grpc.pb.h"

namespace trialweave::query {

// QueryService is the gRPC side of QueryHandler (callback API): it refuses calls while the view is not ready,
// lets them wait for their min_sequence without holding a thread, and runs listings, and what the store is asked for,
// on worker pools.
class QueryService : public v1::QueryService::CallbackService {
 public:
  // What it works with; all outlive it.
  struct Parts {
    const QueryHandler* handler;
    const HistoryHandler* history;
    const TrialView* view;
    const common::Readiness* readiness;
    QueryMetrics* metrics;
    SequenceWaiters* waiters;
    WorkerPool* workers;
    // Of their own, so that a store that does not answer holds up only those who ask it.
    WorkerPool* history_workers;
    const AggregateHandler* aggregates;
    const SearchHandler* search;
    // How far the text index is, and who waits for it.
    std::function<uint64_t()> index_sequence;
    SequenceWaiters* index_waiters;
    WatchHub* watches;
    ClientLimiter* limiter;
  };
  explicit QueryService(const Parts& parts) : parts_(parts) {}

  grpc::ServerUnaryReactor* GetTrial(grpc::CallbackServerContext* context, const v1::GetTrialRequest* request,
                                     v1::GetTrialResponse* response) override;
  grpc::ServerUnaryReactor* BatchGetTrials(grpc::CallbackServerContext* context,
                                           const v1::BatchGetTrialsRequest* request,
                                           v1::BatchGetTrialsResponse* response) override;
  grpc::ServerUnaryReactor* ListTrialRevisions(grpc::CallbackServerContext* context,
                                               const v1::ListTrialRevisionsRequest* request,
                                               v1::ListTrialRevisionsResponse* response) override;
  grpc::ServerUnaryReactor* ListTrials(grpc::CallbackServerContext* context, const v1::ListTrialsRequest* request,
                                       v1::ListTrialsResponse* response) override;
  grpc::ServerUnaryReactor* SearchTrials(grpc::CallbackServerContext* context, const v1::SearchTrialsRequest* request,
                                         v1::SearchTrialsResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchTrialsResponse>* WatchTrials(grpc::CallbackServerContext* context,
                                                                 const v1::WatchTrialsRequest* request) override;
  grpc::ServerUnaryReactor* AggregateTrials(grpc::CallbackServerContext* context,
                                            const v1::AggregateTrialsRequest* request,
                                            v1::AggregateTrialsResponse* response) override;
  grpc::ServerUnaryReactor* GetRegistration(grpc::CallbackServerContext* context,
                                            const v1::GetRegistrationRequest* request,
                                            v1::GetRegistrationResponse* response) override;
  grpc::ServerUnaryReactor* ListRegistrations(grpc::CallbackServerContext* context,
                                              const v1::ListRegistrationsRequest* request,
                                              v1::ListRegistrationsResponse* response) override;
  grpc::ServerUnaryReactor* ListRegistrationRevisions(grpc::CallbackServerContext* context,
                                                      const v1::ListRegistrationRevisionsRequest* request,
                                                      v1::ListRegistrationRevisionsResponse* response) override;
  grpc::ServerUnaryReactor* DiffRegistration(grpc::CallbackServerContext* context,
                                             const v1::DiffRegistrationRequest* request,
                                             v1::DiffRegistrationResponse* response) override;
  grpc::ServerUnaryReactor* DiffTrial(grpc::CallbackServerContext* context, const v1::DiffTrialRequest* request,
                                      v1::DiffTrialResponse* response) override;
  grpc::ServerUnaryReactor* ExplainTrial(grpc::CallbackServerContext* context, const v1::ExplainTrialRequest* request,
                                         v1::ExplainTrialResponse* response) override;
  grpc::ServerWriteReactor<v1::ExportTrialsResponse>* ExportTrials(grpc::CallbackServerContext* context,
                                                                   const v1::ExportTrialsRequest* request) override;
  grpc::ServerUnaryReactor* ResolveIdentifier(grpc::CallbackServerContext* context,
                                              const v1::ResolveIdentifierRequest* request,
                                              v1::ResolveIdentifierResponse* response) override;
  grpc::ServerUnaryReactor* GetPublication(grpc::CallbackServerContext* context,
                                           const v1::GetPublicationRequest* request,
                                           v1::GetPublicationResponse* response) override;
  grpc::ServerUnaryReactor* ListPublications(grpc::CallbackServerContext* context,
                                             const v1::ListPublicationsRequest* request,
                                             v1::ListPublicationsResponse* response) override;
  grpc::ServerUnaryReactor* GetNotice(grpc::CallbackServerContext* context, const v1::GetNoticeRequest* request,
                                      v1::GetNoticeResponse* response) override;
  grpc::ServerUnaryReactor* ListNotices(grpc::CallbackServerContext* context, const v1::ListNoticesRequest* request,
                                        v1::ListNoticesResponse* response) override;
  grpc::ServerUnaryReactor* GetCoverage(grpc::CallbackServerContext* context, const v1::GetCoverageRequest* request,
                                        v1::GetCoverageResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_QUERY_SERVICE_H_
