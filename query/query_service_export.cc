// QueryService's export.
#include <functional>
#include <string>

#include "absl/time/time.h"
#include "common/grpc_status.h"
#include "query/export/export_stream.h"
#include "query/query_service.h"

namespace trialweave::query {
namespace {

// Ends at once.
class RefusedExport : public grpc::ServerWriteReactor<v1::ExportTrialsResponse> {
 public:
  explicit RefusedExport(const absl::Status& status) { Finish(common::ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerWriteReactor<v1::ExportTrialsResponse>* QueryService::ExportTrials(grpc::CallbackServerContext* context,
                                                                               const v1::ExportTrialsRequest* request) {
  if (absl::Status status = parts_.limiter->Admit(context->peer()); !status.ok()) return new RefusedExport(status);
  const absl::Time deadline = absl::FromChrono(context->deadline());
  // The store is asked for what was, so such a call holds a thread of its pool.
  const bool was = HasPoint(request->options());
  const std::string query = request->query();
  const auto read_page = [this, was, deadline, query](const v1::ListTrialsRequest& ask, const ExportStream::Gone& gone,
                                                      v1::ListTrialsResponse* page) {
    if (!query.empty()) return parts_.search->ListFound(query, ask, gone, page);
    return was ? parts_.history->ListTrials(ask, {deadline, gone}, page) : parts_.handler->ListTrials(ask, gone, page);
  };
  const auto view_sequence = [this] { return parts_.view->Position().sequence; };
  auto* stream =
      new ExportStream(context,
                       {query.empty() ? std::function<uint64_t()>(view_sequence) : parts_.index_sequence,
                        parts_.readiness, parts_.metrics, query.empty() ? parts_.waiters : parts_.index_waiters,
                        was ? parts_.history_workers : parts_.workers},
                       *request, read_page);
  stream->Start();
  return stream;
}

}  // namespace trialweave::query
