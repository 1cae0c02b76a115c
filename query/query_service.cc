#include "query/query_service.h"

#include <atomic>
#include <utility>

#include "absl/time/clock.h"
#include "common/grpc_status.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "query/query_errors.h"
#include "query/resource_name.h"
#include "query/view/view_errors.h"

namespace trialweave::query {
namespace {

// Call is one unary call: wait, work, finish. Owns itself until OnDone.
class Call : public grpc::ServerUnaryReactor {
 public:
  using Work = std::function<absl::Status(const QueryHandler::Gone&)>;

  // What a call reads, and how it is answered.
  struct Kind {
    WorkerPool* pool;
    // Too long for gRPC's own threads.
    bool heavy = true;
    // Reads the text index, which follows the view.
    bool of_index = false;
  };

  Call(grpc::CallbackServerContext* context, const QueryService::Parts& parts, uint64_t min_sequence, const Kind& kind,
       Work work)
      : deadline_(absl::FromChrono(context->deadline())),
        admitted_(parts.limiter->Admit(context->peer())),
        parts_(parts),
        min_sequence_(min_sequence),
        kind_(kind),
        waiters_(kind.of_index ? parts.index_waiters : parts.waiters),
        work_(std::move(work)) {}

  void Start() {
    if (!admitted_.ok()) return End(admitted_);
    if (!parts_.readiness->Get()) return End(ViewNotReady(parts_.view->Position().sequence));
    if (Sequence() >= min_sequence_) return kind_.heavy ? Queue() : Run();
    waiters_->Add(this, min_sequence_, [this](const absl::Status& status) {
      // The thread that reached the sequence goes on following.
      status.ok() ? Queue() : End(status);
    });
    // OnCancel may have come before the waiter was there.
    if (gone_) waiters_->Cancel(this, WhyGone());
  }

  void OnCancel() override {
    gone_ = true;
    waiters_->Cancel(this, WhyGone());
  }
  void OnDone() override { delete this; }

 private:
  void Queue() {
    const absl::Status status = kind_.pool->Submit([this] { Run(); });
    if (!status.ok()) End(status);
  }
  void Run() {
    End(work_([this] { return gone_.load(); }));
  }
  void End(const absl::Status& status) {
    parts_.metrics->CountRefused(status);
    Finish(common::ToGrpc(status));
  }
  uint64_t Sequence() const { return kind_.of_index ? parts_.index_sequence() : parts_.view->Position().sequence; }
  absl::Status WhyGone() const {
    return absl::Now() >= deadline_ ? SequenceNotReached(min_sequence_, Sequence()) : Cancelled();
  }

  const absl::Time deadline_;
  const absl::Status admitted_;
  const QueryService::Parts& parts_;
  const uint64_t min_sequence_;
  const Kind kind_;
  SequenceWaiters* const waiters_;
  const Work work_;
  std::atomic<bool> gone_ = false;
};

template <typename Request, typename Response>
using Method = absl::Status (QueryHandler::*)(const Request&, const QueryHandler::Gone&, Response*) const;

template <typename Request, typename Response>
grpc::ServerUnaryReactor* StartCall(grpc::CallbackServerContext* context, const QueryService::Parts& parts,
                                    const Request* request, Response* response, Method<Request, Response> method,
                                    bool heavy = false) {
  Call* call = new Call(context, parts, request->options().min_sequence(), {parts.workers, heavy},
                        [&parts, request, response, method](const QueryHandler::Gone& gone) {
                          if (HasPoint(request->options())) return AsOfUnsupported();
                          return (parts.handler->*method)(*request, gone, response);
                        });
  call->Start();
  return call;
}

template <typename Request, typename Response>
using HistoryMethod = absl::Status (HistoryHandler::*)(const Request&, const HistoryHandler::Caller&, Response*) const;

// The store is asked, so the call holds a thread of the pool.
template <typename Request, typename Response>
grpc::ServerUnaryReactor* StartHistoryCall(grpc::CallbackServerContext* context, const QueryService::Parts& parts,
                                           const Request* request, Response* response,
                                           HistoryMethod<Request, Response> method) {
  const absl::Time deadline = absl::FromChrono(context->deadline());
  Call* call = new Call(context, parts, request->options().min_sequence(), {parts.history_workers},
                        [&parts, request, response, method, deadline](const QueryHandler::Gone& gone) {
                          return (parts.history->*method)(*request, {deadline, gone}, response);
                        });
  call->Start();
  return call;
}

// What a query may find through the text index.
template <typename Request, typename Response, typename Handler>
grpc::ServerUnaryReactor* StartSearch(grpc::CallbackServerContext* context, const QueryService::Parts& parts,
                                      const Request* request, Response* response, const Handler* handler,
                                      absl::Status (Handler::*method)(const Request&, const QueryHandler::Gone&,
                                                                      Response*) const) {
  Call* call = new Call(context, parts, request->options().min_sequence(),
                        {parts.workers, /*heavy=*/true, /*of_index=*/!request->query().empty()},
                        [request, response, handler, method](const QueryHandler::Gone& gone) {
                          if (HasPoint(request->options())) return AsOfUnsupported();
                          return (handler->*method)(*request, gone, response);
                        });
  call->Start();
  return call;
}

}  // namespace

grpc::ServerUnaryReactor* QueryService::GetTrial(grpc::CallbackServerContext* context,
                                                 const v1::GetTrialRequest* request, v1::GetTrialResponse* response) {
  if (HasPoint(request->options()) || NamesRevision(request->name())) {
    return StartHistoryCall(context, parts_, request, response, &HistoryHandler::GetTrial);
  }
  return StartCall(context, parts_, request, response, &QueryHandler::GetTrial);
}

grpc::ServerUnaryReactor* QueryService::BatchGetTrials(grpc::CallbackServerContext* context,
                                                       const v1::BatchGetTrialsRequest* request,
                                                       v1::BatchGetTrialsResponse* response) {
  if (HasPoint(request->options())) {
    return StartHistoryCall(context, parts_, request, response, &HistoryHandler::BatchGetTrials);
  }
  return StartCall(context, parts_, request, response, &QueryHandler::BatchGetTrials, /*heavy=*/true);
}

grpc::ServerUnaryReactor* QueryService::ListTrialRevisions(grpc::CallbackServerContext* context,
                                                           const v1::ListTrialRevisionsRequest* request,
                                                           v1::ListTrialRevisionsResponse* response) {
  return StartHistoryCall(context, parts_, request, response, &HistoryHandler::ListTrialRevisions);
}

grpc::ServerUnaryReactor* QueryService::ListTrials(grpc::CallbackServerContext* context,
                                                   const v1::ListTrialsRequest* request,
                                                   v1::ListTrialsResponse* response) {
  if (HasPoint(request->options())) {
    return StartHistoryCall(context, parts_, request, response, &HistoryHandler::ListTrials);
  }
  return StartCall(context, parts_, request, response, &QueryHandler::ListTrials, /*heavy=*/true);
}

grpc::ServerUnaryReactor* QueryService::SearchTrials(grpc::CallbackServerContext* context,
                                                     const v1::SearchTrialsRequest* request,
                                                     v1::SearchTrialsResponse* response) {
  if (HasPoint(request->options())) {
    return StartHistoryCall(context, parts_, request, response, &HistoryHandler::SearchTrials);
  }
  return StartSearch(context, parts_, request, response, parts_.search, &SearchHandler::SearchTrials);
}

grpc::ServerUnaryReactor* QueryService::AggregateTrials(grpc::CallbackServerContext* context,
                                                        const v1::AggregateTrialsRequest* request,
                                                        v1::AggregateTrialsResponse* response) {
  return StartSearch(context, parts_, request, response, parts_.aggregates, &AggregateHandler::AggregateTrials);
}

grpc::ServerWriteReactor<v1::WatchTrialsResponse>* QueryService::WatchTrials(grpc::CallbackServerContext* context,
                                                                             const v1::WatchTrialsRequest* request) {
  if (absl::Status status = parts_.limiter->Admit(context->peer()); !status.ok()) return WatchStream::Refuse(status);
  if (!parts_.readiness->Get()) return WatchStream::Refuse(ViewNotReady(parts_.view->Position().sequence));
  return WatchStream::Start(*parts_.watches, *request);
}

grpc::ServerUnaryReactor* QueryService::GetRegistration(grpc::CallbackServerContext* context,
                                                        const v1::GetRegistrationRequest* request,
                                                        v1::GetRegistrationResponse* response) {
  if (HasPoint(request->options()) || NamesRevision(request->name())) {
    return StartHistoryCall(context, parts_, request, response, &HistoryHandler::GetRegistration);
  }
  return StartCall(context, parts_, request, response, &QueryHandler::GetRegistration);
}

grpc::ServerUnaryReactor* QueryService::ListRegistrations(grpc::CallbackServerContext* context,
                                                          const v1::ListRegistrationsRequest* request,
                                                          v1::ListRegistrationsResponse* response) {
  return StartHistoryCall(context, parts_, request, response, &HistoryHandler::ListRegistrations);
}

grpc::ServerUnaryReactor* QueryService::ListRegistrationRevisions(grpc::CallbackServerContext* context,
                                                                  const v1::ListRegistrationRevisionsRequest* request,
                                                                  v1::ListRegistrationRevisionsResponse* response) {
  return StartHistoryCall(context, parts_, request, response, &HistoryHandler::ListRegistrationRevisions);
}

grpc::ServerUnaryReactor* QueryService::DiffRegistration(grpc::CallbackServerContext* context,
                                                         const v1::DiffRegistrationRequest* request,
                                                         v1::DiffRegistrationResponse* response) {
  return StartHistoryCall(context, parts_, request, response, &HistoryHandler::DiffRegistration);
}

grpc::ServerUnaryReactor* QueryService::DiffTrial(grpc::CallbackServerContext* context,
                                                  const v1::DiffTrialRequest* request,
                                                  v1::DiffTrialResponse* response) {
  return StartHistoryCall(context, parts_, request, response, &HistoryHandler::DiffTrial);
}

grpc::ServerUnaryReactor* QueryService::ExplainTrial(grpc::CallbackServerContext* context,
                                                     const v1::ExplainTrialRequest* request,
                                                     v1::ExplainTrialResponse* response) {
  return StartHistoryCall(context, parts_, request, response, &HistoryHandler::ExplainTrial);
}

grpc::ServerUnaryReactor* QueryService::ResolveIdentifier(grpc::CallbackServerContext* context,
                                                          const v1::ResolveIdentifierRequest* request,
                                                          v1::ResolveIdentifierResponse* response) {
  return StartCall(context, parts_, request, response, &QueryHandler::ResolveIdentifier);
}

grpc::ServerUnaryReactor* QueryService::GetPublication(grpc::CallbackServerContext* context,
                                                       const v1::GetPublicationRequest* request,
                                                       v1::GetPublicationResponse* response) {
  return StartCall(context, parts_, request, response, &QueryHandler::GetPublication);
}

grpc::ServerUnaryReactor* QueryService::ListPublications(grpc::CallbackServerContext* context,
                                                         const v1::ListPublicationsRequest* request,
                                                         v1::ListPublicationsResponse* response) {
  return StartCall(context, parts_, request, response, &QueryHandler::ListPublications, /*heavy=*/true);
}

grpc::ServerUnaryReactor* QueryService::GetNotice(grpc::CallbackServerContext* context,
                                                  const v1::GetNoticeRequest* request,
                                                  v1::GetNoticeResponse* response) {
  return StartCall(context, parts_, request, response, &QueryHandler::GetNotice);
}

grpc::ServerUnaryReactor* QueryService::ListNotices(grpc::CallbackServerContext* context,
                                                    const v1::ListNoticesRequest* request,
                                                    v1::ListNoticesResponse* response) {
  return StartCall(context, parts_, request, response, &QueryHandler::ListNotices, /*heavy=*/true);
}

grpc::ServerUnaryReactor* QueryService::GetCoverage(grpc::CallbackServerContext* context,
                                                    const v1::GetCoverageRequest* request,
                                                    v1::GetCoverageResponse* response) {
  return StartCall(context, parts_, request, response, &QueryHandler::GetCoverage);
}

}  // namespace trialweave::query
