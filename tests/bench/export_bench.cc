// An export over a Unix socket, from packed trials as the view keeps them to the client's bytes, beside streaming
// the same bytes without making them:
//   bazel run --config=opt //tests/bench:export_bench -- [trials]
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "query/export/export_stream.h"
#include "query/export/sample_trial.h"
#include "query/serialized_field.h"
#include "trialweave/v1/query_service.grpc.pb.h"

namespace trialweave::query {
namespace {

// Sends messages that are there already.
class Ready : public grpc::ServerWriteReactor<v1::ExportTrialsResponse> {
 public:
  explicit Ready(const std::vector<v1::ExportTrialsResponse>* messages) : messages_(messages) { Send(); }
  void OnWriteDone(bool ok) override { ok ? Send() : Finish(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }

 private:
  void Send() { at_ < messages_->size() ? StartWrite(&(*messages_)[at_++]) : Finish(grpc::Status::OK); }

  const std::vector<v1::ExportTrialsResponse>* const messages_;
  size_t at_ = 0;
};

class Service : public v1::QueryService::CallbackService {
 public:
  explicit Service(int trials) {
    readiness_.Set(true);
    for (int i = 0; i < trials; ++i) trials_.emplace_back(SampleTrial(i));
  }
  grpc::ServerWriteReactor<v1::ExportTrialsResponse>* ExportTrials(grpc::CallbackServerContext* context,
                                                                   const v1::ExportTrialsRequest* request) override {
    if (ready != nullptr) return new Ready(ready);
    auto* stream =
        new ExportStream(context, {[] { return uint64_t{1}; }, &readiness_, &metrics_, &waiters_, &workers_}, *request,
                         [this](const auto& ask, const auto&, auto* page) { return Page(ask, page); });
    stream->Start();
    return stream;
  }

  // Sent instead of an export, where there are any.
  const std::vector<v1::ExportTrialsResponse>* ready = nullptr;

 private:
  // As QueryHandler gives it.
  absl::Status Page(const v1::ListTrialsRequest& request, v1::ListTrialsResponse* response) {
    size_t at = request.page_token().empty() ? 0 : std::stoul(request.page_token());
    for (int i = 0; i < request.page_size() && at < trials_.size(); ++i, ++at) {
      AddSerialized(v1::ListTrialsResponse::kTrialsFieldNumber, trials_[at], response);
    }
    if (at < trials_.size()) response->set_next_page_token(absl::StrCat(at));
    return absl::OkStatus();
  }

  std::vector<PackedRecord> trials_;
  common::Readiness readiness_;
  QueryMetrics metrics_{QueryMetrics::NewRegistry()};
  SequenceWaiters waiters_;
  WorkerPool workers_{2, 64};
};

// Reads a whole export and returns its MB/s.
double Measure(v1::QueryService::Stub& stub, v1::ExportFormat format, std::vector<v1::ExportTrialsResponse>* messages) {
  v1::ExportTrialsRequest request;
  request.set_format(format);
  grpc::ClientContext context;
  const absl::Time start = absl::Now();
  const auto reader = stub.ExportTrials(&context, request);
  v1::ExportTrialsResponse message;
  double bytes = 0;
  while (reader->Read(&message)) {
    bytes += static_cast<double>(message.data().size());
    if (messages != nullptr) messages->push_back(message);
  }
  if (!reader->Finish().ok()) std::abort();
  return 1e-6 * bytes / absl::ToDoubleSeconds(absl::Now() - start);
}

void Run(int trials) {
  Service service(trials);
  const std::string address = absl::StrCat("unix:/tmp/tw-export-benchmark-", getpid());
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  const auto stub = v1::QueryService::NewStub(common::MakeChannel(address));
  for (const auto& [name, format] :
       {std::pair("ndjson", v1::EXPORT_FORMAT_NDJSON), std::pair("csv", v1::EXPORT_FORMAT_CSV),
        std::pair("ris", v1::EXPORT_FORMAT_RIS)}) {
    std::vector<v1::ExportTrialsResponse> messages;
    service.ready = nullptr;
    Measure(*stub, format, &messages);
    // By turns, the best of five, so that both see the same machine.
    double made = 0, ready = 0;
    for (int i = 0; i < 5; ++i) {
      service.ready = nullptr;
      made = std::max(made, Measure(*stub, format, nullptr));
      service.ready = &messages;
      ready = std::max(ready, Measure(*stub, format, nullptr));
    }
    std::printf("%-7s %7.1f MB/s, unprocessed %7.1f MB/s, %3.0f %%\n", name, made, ready, 100 * made / ready);
  }
  server->Shutdown();
  unlink(address.substr(5).c_str());
}

}  // namespace
}  // namespace trialweave::query

int main(int argc, char** argv) {
  trialweave::query::Run(argc > 1 ? std::atoi(argv[1]) : 20000);
  return 0;
}
