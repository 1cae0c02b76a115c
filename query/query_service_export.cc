// QueryService's export.
#include "absl/time/time.h"
#include "query/export/export_stream.h"
#include "query/query_service.h"

namespace trialweave::query {

grpc::ServerWriteReactor<v1::ExportTrialsResponse>* QueryService::ExportTrials(grpc::CallbackServerContext* context,
                                                                               const v1::ExportTrialsRequest* request) {
  const absl::Time deadline = absl::FromChrono(context->deadline());
  // The store is asked for what was, so such a call holds a thread of its pool.
  const bool was = HasPoint(request->options());
  const auto read_page = [this, was, deadline](const v1::ListTrialsRequest& ask, const ExportStream::Gone& gone,
                                               v1::ListTrialsResponse* page) {
    return was ? parts_.history->ListTrials(ask, {deadline, gone}, page) : parts_.handler->ListTrials(ask, gone, page);
  };
  auto* stream = new ExportStream(
      context,
      {parts_.view, parts_.readiness, parts_.metrics, parts_.waiters, was ? parts_.history_workers : parts_.workers},
      *request, read_page);
  stream->Start();
  return stream;
}

}  // namespace trialweave::query
