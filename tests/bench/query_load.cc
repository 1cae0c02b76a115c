#include "tests/bench/query_load.h"

#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "query/query_service.h"
#include "query/store_history_service.h"
#include "query/view/trial_name.h"
#include "tests/bench/percentile.h"

namespace trialweave::tests {
namespace {

constexpr int kAlone = 5000;
constexpr int kInFlight = 32;
constexpr int kTogether = 100'000;
constexpr int kRepeated = 200;

// All that a query service has around the engine.
class Server {
 public:
  explicit Server(QueryEngine& engine)
      : view_(engine.view()),
        searches_(&engine.search(), &view_, &view_, &sessions_, &metrics_),
        aggregates_(&view_, &view_, &engine.search()),
        watches_(&engine.log(), &view_, &watch_workers_, &clock_, 10),
        service_({&handler_, &history_, &view_, &engine.readiness(), &metrics_, &waiters_, &workers_, &history_workers_,
                  &aggregates_, &searches_, [&engine] { return engine.indexer().sequence(); }, &index_waiters_,
                  &watches_, &limiter_}) {
    waiters_.Reached(view_.Position().sequence);
    index_waiters_.Reached(view_.Position().sequence);
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
  }
  ~Server() {
    watches_.Close();
    server_->Shutdown(absl::ToChronoTime(absl::Now()));
    server_->Wait();
  }
  std::string Address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  common::SystemClock clock_;
  query::MemoryView& view_;
  query::QueryMetrics metrics_{query::QueryMetrics::NewRegistry()};
  query::SequenceWaiters waiters_, index_waiters_;
  query::WorkerPool workers_{2, 1024}, history_workers_{1, 16}, watch_workers_{1, 16};
  query::QueryHandler handler_{&view_, &view_, &metrics_};
  // Nowhere.
  query::StoreHistoryService store_history_{"unix:/nowhere/s"};
  query::HistoryHandler history_{&store_history_, &view_};
  query::SearchSessions sessions_{&clock_, absl::Seconds(600), 10};
  const query::SearchHandler searches_;
  const query::AggregateHandler aggregates_;
  query::WatchHub watches_;
  query::ClientLimiter limiter_{&clock_, 0};
  query::QueryService service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

// Keeps calls of GetTrial in flight until all are answered. What the answers say is not looked at: this is about the
// service, which shares the cores with its caller here.
class GetLoad {
 public:
  GetLoad(const std::shared_ptr<grpc::Channel>& channel, std::vector<std::string> names)
      : stub_(channel), names_(std::move(names)), milliseconds_(names_.size()) {}

  void Run() {
    const absl::Time start = absl::Now();
    for (int i = 0; i < kInFlight; ++i) Next();
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](GetLoad* self) { return self->done_ == self->names_.size(); }, this));
    seconds_ = absl::ToDoubleSeconds(absl::Now() - start);
  }
  bool good() const { return failed_ == 0; }
  size_t MeanBytes() const { return bytes_ / names_.size(); }
  void Print(const std::string& what) const {
    std::printf("%-34s p50 %8.3f ms   p99 %8.3f ms   %.0f/s, %.0f MB/s\n", what.c_str(), Percentile(milliseconds_, 0.5),
                Percentile(milliseconds_, 0.99), static_cast<double>(names_.size()) / seconds_,
                1e-6 * static_cast<double>(bytes_) / seconds_);
  }

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer request, response;
    absl::Time start;
  };

  void Next() {
    size_t number;
    {
      absl::MutexLock lock(&mutex_);
      if (next_ == names_.size()) return;
      number = next_++;
    }
    auto call = std::make_shared<Call>();
    v1::GetTrialRequest request;
    request.set_name(names_[number]);
    const grpc::Slice slice(request.SerializeAsString());
    call->request = grpc::ByteBuffer(&slice, 1);
    call->start = absl::Now();
    stub_.UnaryCall(&call->context, "/trialweave.v1.QueryService/GetTrial", {}, &call->request, &call->response,
                    [this, call, number](const grpc::Status& status) {
                      milliseconds_[number] = absl::ToDoubleMilliseconds(absl::Now() - call->start);
                      Next();
                      absl::MutexLock lock(&mutex_);
                      failed_ += status.ok() ? 0 : 1;
                      bytes_ += call->response.Length();
                      ++done_;
                    });
  }

  grpc::GenericStub stub_;
  const std::vector<std::string> names_;
  // By call.
  std::vector<double> milliseconds_;
  absl::Mutex mutex_;
  size_t next_ = 0, done_ = 0;
  int failed_ = 0;
  uint64_t bytes_ = 0;
  double seconds_ = 0;
};

// Answers every call with the same bytes: the most that calls of this size can be.
class Echo : public grpc::CallbackGenericService {
 public:
  explicit Echo(size_t bytes) {
    const grpc::Slice slice(std::string(bytes, 'x'));
    answer_ = grpc::ByteBuffer(&slice, 1);
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterCallbackGenericService(this);
    server_ = builder.BuildAndStart();
  }
  ~Echo() override {
    server_->Shutdown();
    server_->Wait();
  }
  std::string Address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  class Reactor : public grpc::ServerGenericBidiReactor {
   public:
    explicit Reactor(const grpc::ByteBuffer& answer) : answer_(answer) { StartRead(&asked_); }
    void OnReadDone(bool) override { StartWriteAndFinish(&answer_, {}, grpc::Status::OK); }
    void OnDone() override { delete this; }

   private:
    grpc::ByteBuffer asked_, answer_;
  };
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    return new Reactor(answer_);
  }

  grpc::ByteBuffer answer_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

std::vector<std::string> Names(int count, uint64_t trials, const std::function<std::string(uint64_t)>& id_of) {
  std::mt19937_64 random(5);
  std::vector<std::string> names;
  names.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) names.push_back("trials/" + query::FoundersTrialId(id_of(random() % trials)));
  return names;
}

template <typename Call>
bool MeasureAlone(const char* what, int times, Call call) {
  std::vector<double> milliseconds;
  for (int i = 0; i < times; ++i) {
    const absl::Time start = absl::Now();
    if (!call(i)) return false;
    milliseconds.push_back(absl::ToDoubleMilliseconds(absl::Now() - start));
  }
  std::printf("%-34s p50 %8.3f ms   p99 %8.3f ms\n", what, Percentile(milliseconds, 0.5),
              Percentile(milliseconds, 0.99));
  std::fflush(stdout);
  return true;
}

bool MeasureExport(v1::QueryService::Stub& stub) {
  v1::ExportTrialsRequest request;
  request.set_format(v1::EXPORT_FORMAT_NDJSON);
  grpc::ClientContext context;
  const absl::Time start = absl::Now();
  const auto reader = stub.ExportTrials(&context, request);
  v1::ExportTrialsResponse message;
  double bytes = 0;
  while (reader->Read(&message)) bytes += static_cast<double>(message.data().size());
  if (!reader->Finish().ok()) return false;
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  std::printf("%-34s %.1f MB/s (%.0f MB)\n", "export, NDJSON", 1e-6 * bytes / seconds, 1e-6 * bytes);
  return true;
}

}  // namespace

bool MeasureCalls(QueryEngine& engine, uint64_t trials, bool text, const std::function<std::string(uint64_t)>& id_of) {
  const Server server(engine);
  const auto channel = common::MakeChannel(server.Address());
  const auto stub = v1::QueryService::NewStub(channel);
  const std::vector<std::string> names = Names(kAlone, trials, id_of);
  const auto get = [&](int i) {
    grpc::ClientContext context;
    v1::GetTrialRequest request;
    v1::GetTrialResponse response;
    request.set_name(names[i]);
    return stub->GetTrial(&context, request, &response).ok();
  };
  const auto list = [&](int) {
    grpc::ClientContext context;
    v1::ListTrialsRequest request;
    v1::ListTrialsResponse response;
    request.set_filter("status = RECRUITING AND enrollment >= 1000");
    return stub->ListTrials(&context, request, &response).ok();
  };
  const auto search = [&](int) {
    grpc::ClientContext context;
    v1::SearchTrialsRequest request;
    v1::SearchTrialsResponse response;
    request.set_query("exosome OR \"knee osteoarthritis\"");
    request.set_page_size(10);
    return stub->SearchTrials(&context, request, &response).ok();
  };
  // The least that a call costs here: a look-up and an answer of a few bytes.
  const auto resolve = [&](int i) {
    grpc::ClientContext context;
    v1::ResolveIdentifierRequest request;
    v1::ResolveIdentifierResponse response;
    request.set_identifier(id_of(static_cast<uint64_t>(i) % trials));
    return stub->ResolveIdentifier(&context, request, &response).ok();
  };
  if (!MeasureAlone("resolve an identifier, alone", kAlone, resolve)) return false;
  if (!MeasureAlone("get a trial, alone", kAlone, get)) return false;
  GetLoad load(channel, Names(kTogether, trials, id_of));
  load.Run();
  if (!load.good()) return false;
  load.Print(absl::StrCat("get a trial, ", kInFlight, " in flight"));
  const Echo echo(load.MeanBytes());
  GetLoad unprocessed(common::MakeChannel(echo.Address()), Names(kTogether, trials, id_of));
  unprocessed.Run();
  if (!unprocessed.good()) return false;
  unprocessed.Print(absl::StrCat("as many bytes unprocessed, ", kInFlight));
  return MeasureAlone("a filtered page of 50 trials", kRepeated, list) &&
         (!text || MeasureAlone("a search, its best 10 with snippets", kRepeated, search)) && MeasureExport(*stub);
}

}  // namespace trialweave::tests
