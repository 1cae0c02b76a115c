#include "tests/pipeline/cluster.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/channel.h"
#include "grpcpp/client_context.h"

namespace trialweave::tests {
namespace {

constexpr absl::Duration kPollInterval = absl::Milliseconds(20);

void SetDeadline(grpc::ClientContext* context, absl::Duration timeout) {
  context->set_wait_for_ready(true);
  context->set_deadline(absl::ToChronoTime(absl::Now() + timeout));
}

// Calls until the peer answers: one that has just been restarted is UNAVAILABLE for a moment.
grpc::Status CallPatiently(const std::function<grpc::Status(grpc::ClientContext*)>& call) {
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  for (;;) {
    grpc::ClientContext context;
    SetDeadline(&context, absl::Minutes(5));
    const grpc::Status status = call(&context);
    if (status.error_code() != grpc::StatusCode::UNAVAILABLE || absl::Now() > deadline) return status;
    absl::SleepFor(kPollInterval);
  }
}

}  // namespace

std::string Runfile(const std::string& path) {
  return absl::StrCat(getenv("TEST_SRCDIR"), "/", getenv("TEST_WORKSPACE"), "/", path);
}

uint64_t Accounted(const v1::OutcomeCounts& counts) {
  return counts.created() + counts.updated() + counts.unchanged() + counts.dead_lettered();
}

Cluster::Cluster(const std::string& sources) {
  char name[] = "/tmp/twXXXXXX";
  folder_ = mkdtemp(name);
  std::filesystem::create_directory(folder_ + "/spool");
  WriteConfig("store", absl::StrCat("data_dir: \"", DataFolder(), "\"\n"));
  WriteConfig("normalizer", absl::StrCat("store: \"", Address("store"), "\"\n"));
  for (const char* query : {"query", "query2"}) {
    WriteConfig(query, absl::StrCat("store: \"", Address("store"), "\"\n"));
  }
  WriteConfig("crawler", absl::StrCat("normalizer: \"", Address("normalizer"), "\"\nstore: \"", Address("store"),
                                      "\"\ninstance: \"test\"\nspool_dir: \"", folder_, "/spool\"\n", sources));
  store_ = v1::StoreService::NewStub(common::MakeChannel(Address("store")));
  query_ = v1::QueryService::NewStub(common::MakeChannel(Address("query")));
  crawler_ = v1::CrawlerService::NewStub(common::MakeChannel(Address("crawler")));
}

Cluster::~Cluster() {
  if (testing::Test::HasFailure()) {
    for (const char* service : {"crawler", "normalizer", "store", "query", "query2"}) {
      std::ifstream log(LogPath(service));
      std::string line;
      for (int i = 0; i < 60 && std::getline(log, line); ++i) std::fprintf(stderr, "%s\n", line.c_str());
    }
  }
  processes_.clear();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Cluster::WriteConfig(const std::string& service, const std::string& body) {
  std::ofstream(ConfigPath(service)) << "server { listen: \"" << Address(service)
                                     << "\" metrics_listen: \"127.0.0.1:0\" drain_seconds: 5 }\n"
                                     << body;
}

void Cluster::Configure(const std::string& service, const std::string& lines) {
  std::ofstream(ConfigPath(service), std::ios::app) << lines << "\n";
}

void Cluster::Start(const std::string& service) {
  const std::string program = service == "query2" ? "query" : service;
  auto process = std::make_unique<Process>(
      std::vector<std::string>{Runfile(absl::StrCat(program, "/", program)), "--config", ConfigPath(service)},
      LogPath(service));
  const std::string line = process->AwaitLine("ready ");
  ASSERT_FALSE(line.empty()) << service << " does not start";
  metrics_[service] = line.substr(line.find("metrics=") + 8);
  processes_[service] = std::move(process);
}

void Cluster::StartAll() {
  for (const char* service : {"crawler", "normalizer", "store", "query"}) Start(service);
}

void Cluster::Kill(const std::string& service) { processes_.at(service)->Kill(); }

void Cluster::Pause(const std::string& service) { kill(processes_.at(service)->pid(), SIGSTOP); }

void Cluster::Resume(const std::string& service) { kill(processes_.at(service)->pid(), SIGCONT); }

int Cluster::Terminate(const std::string& service) { return processes_.at(service)->Terminate(); }

uint64_t Cluster::PeakMemory(const std::string& service) const {
  std::ifstream status(absl::StrCat("/proc/", processes_.at(service)->pid(), "/status"));
  std::string word;
  while (status >> word) {
    uint64_t kibibytes = 0;
    if (word == "VmHWM:" && status >> kibibytes) return kibibytes * 1024;
  }
  return 0;
}

double Cluster::ProcessorSeconds(const std::string& service) const {
  std::ifstream stat(absl::StrCat("/proc/", processes_.at(service)->pid(), "/stat"));
  std::string word;
  // utime and stime are fields 14 and 15; the second, the program's name, has no blank.
  for (int field = 1; field < 14; ++field) stat >> word;
  uint64_t user = 0, system = 0;
  stat >> user >> system;
  return static_cast<double>(user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

v1::Run Cluster::Crawl(const std::string& source, bool full) {
  v1::RunSourceRequest request;
  request.set_name("sources/" + source);
  request.set_full(full);
  v1::Run run;
  const grpc::Status status = CallPatiently([&](grpc::ClientContext* context) {
    auto reader = crawler_->RunSource(context, request);
    v1::RunSourceResponse response;
    while (reader->Read(&response)) run = response.run();
    return reader->Finish();
  });
  EXPECT_TRUE(status.ok()) << status.error_message();
  return run;
}

void Cluster::CrawlInBackground(const std::string& source) {
  v1::RunSourceRequest request;
  request.set_name("sources/" + source);
  request.set_full(true);
  const grpc::Status status = CallPatiently([&](grpc::ClientContext* context) {
    auto reader = crawler_->RunSource(context, request);
    v1::RunSourceResponse response;
    const bool started = reader->Read(&response);
    context->TryCancel();  // stops watching, not the run
    const grpc::Status ended = reader->Finish();
    return started ? grpc::Status::OK : ended;
  });
  EXPECT_TRUE(status.ok()) << status.error_message();
}

v1::GetStoreStatusResponse Cluster::StoreStatus(bool content_digest) {
  v1::GetStoreStatusRequest request;
  request.set_content_digest(content_digest);
  v1::GetStoreStatusResponse response;
  const grpc::Status status =
      CallPatiently([&](grpc::ClientContext* context) { return store_->GetStoreStatus(context, request, &response); });
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

bool Cluster::AwaitStore(const std::function<bool(const v1::GetStoreStatusResponse&)>& condition,
                         absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  while (absl::Now() < deadline) {
    if (condition(StoreStatus())) return true;
    absl::SleepFor(kPollInterval);
  }
  return false;
}

v1::Run Cluster::NewestRun(const std::string& source) {
  v1::ListRunsRequest request;
  request.set_parent("sources/" + source);
  request.set_page_size(1);
  v1::ListRunsResponse response;
  const grpc::Status status =
      CallPatiently([&](grpc::ClientContext* context) { return store_->ListRuns(context, request, &response); });
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.runs().empty() ? v1::Run() : response.runs(0);
}

v1::Run Cluster::AwaitRunEnd(const std::string& source, absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  v1::Run run;
  while (absl::Now() < deadline) {
    run = NewestRun(source);
    if (run.state() != v1::RUN_STATE_RUNNING && run.state() != v1::RUN_STATE_INTERRUPTED &&
        run.state() != v1::RUN_STATE_UNSPECIFIED) {
      return run;
    }
    absl::SleepFor(kPollInterval);
  }
  ADD_FAILURE() << "the run does not end: " << run.ShortDebugString();
  return run;
}

std::vector<v1::DeadLetter> Cluster::DeadLetters() {
  std::vector<v1::DeadLetter> all;
  v1::ListDeadLettersRequest request;
  request.set_page_size(2);  // so that paging is used
  do {
    v1::ListDeadLettersResponse response;
    const grpc::Status status = CallPatiently(
        [&](grpc::ClientContext* context) { return store_->ListDeadLetters(context, request, &response); });
    EXPECT_TRUE(status.ok()) << status.error_message();
    all.insert(all.end(), response.dead_letters().begin(), response.dead_letters().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

std::vector<v1::Trial> Cluster::Trials(const std::string& filter, const std::string& service) {
  const auto query = v1::QueryService::NewStub(common::MakeChannel(Address(service)));
  std::vector<v1::Trial> all;
  v1::ListTrialsRequest request;
  request.set_filter(filter);
  request.set_page_size(100);
  request.mutable_options()->set_min_sequence(StoreStatus().sequence());
  do {
    v1::ListTrialsResponse response;
    const grpc::Status status =
        CallPatiently([&](grpc::ClientContext* context) { return query->ListTrials(context, request, &response); });
    EXPECT_TRUE(status.ok()) << status.error_message();
    if (!status.ok()) return all;
    all.insert(all.end(), response.trials().begin(), response.trials().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

}  // namespace trialweave::tests
