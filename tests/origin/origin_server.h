#ifndef TRIALWEAVE_TESTS_ORIGIN_ORIGIN_SERVER_H_
#define TRIALWEAVE_TESTS_ORIGIN_ORIGIN_SERVER_H_

#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "tests/origin/answer.h"
#include "tests/origin/fault.h"
#include "tests/origin/study_corpus.h"

namespace trialweave::tests {

struct OriginOptions {
  // Studies of the ClinicalTrials.gov API v2: files or folders.
  std::vector<std::string> studies;
  // Folder served under /files/; empty for none.
  std::string files;
  std::string api_version = "2.0.5";
  std::string data_timestamp = "2026-06-12T09:00:05";
  // 0 picks a free one.
  int port = 0;
};

// One request as it came, for assertions on what a crawler did.
struct LoggedRequest {
  std::string method;
  std::string path;
  Parameters parameters;
  std::string user_agent;
  std::string if_none_match;
  // What was sent; 0 when the connection was broken on purpose before its end.
  int status = 0;
};

// OriginServer plays registries on 127.0.0.1: the ClinicalTrials.gov API v2 under /api/v2, robots.txt as there,
// and plain files under /files/. Faults strike whatever a crawler asks for; requests to /_control never count.
// Thread-safe.
class OriginServer {
 public:
  // Errors as StudyCorpus::AddPath and ParseFault.
  static absl::StatusOr<std::unique_ptr<OriginServer>> Create(OriginOptions options);
  ~OriginServer();

  // Binds, and serves on threads of its own; returns the port. UNAVAILABLE: the port cannot be bound.
  absl::StatusOr<int> Start();
  // Breaks off slow answers and joins all threads. Idempotent.
  void Stop();

  // "http://127.0.0.1:PORT/api/v2"
  std::string ctgov_base_url() const;

  void SetFault(Fault fault) { faults_.Add(std::move(fault)); }
  void ClearFaults() { faults_.Clear(); }
  void SetStudies(std::shared_ptr<const StudyCorpus> studies) ABSL_LOCKS_EXCLUDED(mutex_);
  void SetDataTimestamp(absl::string_view timestamp) ABSL_LOCKS_EXCLUDED(mutex_);

  // The newest 100,000 requests, oldest first.
  std::vector<LoggedRequest> requests() const ABSL_LOCKS_EXCLUDED(mutex_);
  void ClearRequests() ABSL_LOCKS_EXCLUDED(mutex_);

  // One line of control: a fault as ParseFault reads it after the word "fault", "clear_faults",
  // "data_timestamp VALUE", "studies PATH ...". INVALID_ARGUMENT: none of these; others as AddPath.
  absl::Status Control(absl::string_view line);

 private:
  // Keeps the HTTP library out of this header.
  struct Http;

  OriginServer(OriginOptions options, std::shared_ptr<const StudyCorpus> studies);
  void Route();
  Answer AnswerTo(const LoggedRequest& request, const std::vector<Fault>& faults);
  void Log(LoggedRequest request) ABSL_LOCKS_EXCLUDED(mutex_);

  const OriginOptions options_;
  std::unique_ptr<Http> http_;
  int port_ = 0;
  FaultPlan faults_;
  absl::Notification stopping_;
  std::thread thread_;
  mutable absl::Mutex mutex_;
  std::shared_ptr<const StudyCorpus> studies_ ABSL_GUARDED_BY(mutex_);
  std::string data_timestamp_ ABSL_GUARDED_BY(mutex_);
  std::deque<LoggedRequest> requests_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_ORIGIN_ORIGIN_SERVER_H_
