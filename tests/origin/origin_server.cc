#include "tests/origin/origin_server.h"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "httplib.h"
#include "tests/origin/ctgov_api.h"
#include "tests/origin/delivery.h"
#include "tests/origin/static_files.h"

namespace trialweave::tests {
namespace {

constexpr size_t kMaxLoggedRequests = 100000;
constexpr size_t kMaxControlBytes = 1 << 20;
constexpr int kThreads = 16;
constexpr char kLoopback[] = "127.0.0.1";
// As clinicaltrials.gov has it, although the API is public and documented.
constexpr absl::string_view kRobots = "User-agent: *\nDisallow: /api/\n";

absl::StatusOr<std::shared_ptr<const StudyCorpus>> LoadStudies(const std::vector<std::string>& paths) {
  auto corpus = std::make_shared<StudyCorpus>();
  for (const std::string& path : paths) {
    if (absl::Status added = corpus->AddPath(path); !added.ok()) return added;
  }
  return corpus;
}

}  // namespace

struct OriginServer::Http {
  httplib::Server server;
};

absl::StatusOr<std::unique_ptr<OriginServer>> OriginServer::Create(OriginOptions options) {
  absl::StatusOr<std::shared_ptr<const StudyCorpus>> studies = LoadStudies(options.studies);
  if (!studies.ok()) return studies.status();
  return std::unique_ptr<OriginServer>(new OriginServer(std::move(options), *std::move(studies)));
}

OriginServer::OriginServer(OriginOptions options, std::shared_ptr<const StudyCorpus> studies)
    : options_(std::move(options)),
      http_(std::make_unique<Http>()),
      studies_(std::move(studies)),
      data_timestamp_(options_.data_timestamp) {
  http_->server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  http_->server.set_payload_max_length(kMaxControlBytes);
  http_->server.set_keep_alive_max_count(1000);
  http_->server.set_keep_alive_timeout(1);
  // Not the library's SO_REUSEPORT: two servers on one port would share the requests between them.
  http_->server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  Route();
}

OriginServer::~OriginServer() { Stop(); }

absl::StatusOr<int> OriginServer::Start() {
  if (options_.port == 0) {
    port_ = http_->server.bind_to_any_port(kLoopback);
  } else if (http_->server.bind_to_port(kLoopback, options_.port)) {
    port_ = options_.port;
  }
  if (port_ <= 0) return absl::UnavailableError(absl::StrCat("cannot bind ", kLoopback, ":", options_.port));
  thread_ = std::thread([this] { http_->server.listen_after_bind(); });
  while (!http_->server.is_running()) std::this_thread::yield();
  return port_;
}

void OriginServer::Stop() {
  if (!thread_.joinable()) return;
  stopping_.Notify();
  http_->server.stop();
  thread_.join();
}

std::string OriginServer::ctgov_base_url() const { return absl::StrCat("http://", kLoopback, ":", port_, "/api/v2"); }

void OriginServer::SetStudies(std::shared_ptr<const StudyCorpus> studies) {
  absl::MutexLock lock(&mutex_);
  studies_ = std::move(studies);
}

void OriginServer::SetDataTimestamp(absl::string_view timestamp) {
  absl::MutexLock lock(&mutex_);
  data_timestamp_ = std::string(timestamp);
}

std::vector<LoggedRequest> OriginServer::requests() const {
  absl::MutexLock lock(&mutex_);
  return {requests_.begin(), requests_.end()};
}

void OriginServer::ClearRequests() {
  absl::MutexLock lock(&mutex_);
  requests_.clear();
}

void OriginServer::Log(LoggedRequest request) {
  absl::MutexLock lock(&mutex_);
  if (requests_.size() == kMaxLoggedRequests) requests_.pop_front();
  requests_.push_back(std::move(request));
}

absl::Status OriginServer::Control(absl::string_view line) {
  line = absl::StripAsciiWhitespace(line);
  if (line == "clear_faults") {
    ClearFaults();
  } else if (absl::ConsumePrefix(&line, "data_timestamp ")) {
    SetDataTimestamp(line);
  } else if (absl::ConsumePrefix(&line, "studies ")) {
    absl::StatusOr<std::shared_ptr<const StudyCorpus>> studies =
        LoadStudies(absl::StrSplit(line, ' ', absl::SkipWhitespace()));
    if (!studies.ok()) return studies.status();
    SetStudies(*std::move(studies));
  } else if (absl::ConsumePrefix(&line, "fault ")) {
    absl::StatusOr<Fault> fault = ParseFault(line);
    if (!fault.ok()) return fault.status();
    SetFault(*std::move(fault));
  } else {
    return absl::InvalidArgumentError(absl::StrCat("unknown control line: ", line));
  }
  return absl::OkStatus();
}

Answer OriginServer::AnswerTo(const LoggedRequest& request, const std::vector<Fault>& faults) {
  std::shared_ptr<const StudyCorpus> studies;
  std::string timestamp;
  {
    absl::MutexLock lock(&mutex_);
    studies = studies_;
    timestamp = data_timestamp_;
  }
  CtgovApiTwist twist;
  for (const Fault& fault : faults) {
    if (ReplacesAnswer(fault.kind)) return AnswerOfFault(fault, absl::Now());
    if (fault.kind == FaultKind::kWithhold) twist.withheld = fault.amount;
    if (fault.kind == FaultKind::kRepeatToken) twist.repeat_token = true;
    if (fault.kind == FaultKind::kDataTimestamp) timestamp = fault.value;
  }
  absl::string_view path = request.path;
  if (path == "/robots.txt") return PlainTextAnswer(200, kRobots);
  if (absl::ConsumePrefix(&path, "/files/")) return AnswerStaticFile(options_.files, path, request.if_none_match);
  if (!absl::ConsumePrefix(&path, "/api/v2/")) return PlainTextAnswer(404, "not found");
  if (path == "version") return AnswerCtgovVersion(options_.api_version, timestamp);
  if (path == "studies") return AnswerCtgovStudies(*studies, request.parameters, twist);
  if (absl::ConsumePrefix(&path, "studies/")) return AnswerCtgovStudy(*studies, path);
  return PlainTextAnswer(404, "not found");
}

void OriginServer::Route() {
  http_->server.Post("/_control", [this](const httplib::Request& request, httplib::Response& response) {
    absl::Status done;
    for (const absl::string_view line : absl::StrSplit(request.body, '\n', absl::SkipWhitespace())) {
      done.Update(Control(line));
    }
    response.status = done.ok() ? 200 : 400;
    response.set_content(done.ok() ? "ok\n" : absl::StrCat(done.message(), "\n"), "text/plain");
  });
  http_->server.Get("/_control", [this](const httplib::Request&, httplib::Response& response) {
    std::string lines;
    for (const LoggedRequest& r : requests()) {
      absl::StrAppend(&lines, r.status, " ", r.method, " ", r.path);
      for (const auto& [name, value] : r.parameters) absl::StrAppend(&lines, " ", name, "=", value);
      absl::StrAppend(&lines, "\n");
    }
    response.set_content(lines, "text/plain");
  });
  http_->server.Get("/.*", [this](const httplib::Request& request, httplib::Response& response) {
    LoggedRequest logged{.method = request.method,
                         .path = request.path,
                         .parameters = {request.params.begin(), request.params.end()},
                         .user_agent = request.get_header_value("User-Agent"),
                         .if_none_match = request.get_header_value("If-None-Match")};
    const std::vector<Fault> faults = faults_.Strike(request.path);
    const Answer answer = AnswerTo(logged, faults);
    const bool broken = std::any_of(faults.begin(), faults.end(), [](const Fault& fault) {
      return fault.kind == FaultKind::kReset || fault.kind == FaultKind::kCutShort;
    });
    logged.status = broken ? 0 : answer.status;
    Log(std::move(logged));
    Deliver(answer, faults, request, stopping_, &response);
  });
}

}  // namespace trialweave::tests
