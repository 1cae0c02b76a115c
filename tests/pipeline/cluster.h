#ifndef TRIALWEAVE_TESTS_PIPELINE_CLUSTER_H_
#define TRIALWEAVE_TESTS_PIPELINE_CLUSTER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/pipeline/process.h"
#include "trialweave/v1/crawler_service.grpc.pb.h"
#include "trialweave/v1/query_service.grpc.pb.h"
#include "trialweave/v1/store_service.grpc.pb.h"

namespace trialweave::tests {

// A program of this project among the test's data: "crawler/crawler".
std::string Runfile(const std::string& path);

// Cluster is the four services as real processes that speak gRPC over Unix sockets in a folder of their
// own, with a store on disk. It dies with the test. Not thread-safe.
class Cluster {
 public:
  // `sources` is the text of the crawler's sources, such as
  //   sources { id: "file_drop" file_drop { folder: "..." } }
  explicit Cluster(const std::string& sources);
  ~Cluster();

  // Adds lines to a service's configuration, before it is started.
  void Configure(const std::string& service, const std::string& lines);
  // "crawler", "normalizer", "store", "query", and "query2", another query service. Starting waits until the service is
  // ready.
  void Start(const std::string& service);
  void StartAll();
  // kill -9 and nothing else.
  void Kill(const std::string& service);
  // SIGTERM; the exit code.
  int Terminate(const std::string& service);
  // Stops it where it is (SIGSTOP), as a machine that swaps does, and lets it go on.
  void Pause(const std::string& service);
  void Resume(const std::string& service);

  // Runs a source to its end and returns the finished run; fails the test when the call fails.
  v1::Run Crawl(const std::string& source, bool full = true);
  // Starts a run and returns at once. Await returns its finished form.
  void CrawlInBackground(const std::string& source);

  v1::GetStoreStatusResponse StoreStatus(bool content_digest = false);
  // Polls the store until `condition` holds for its status; false after `timeout`.
  bool AwaitStore(const std::function<bool(const v1::GetStoreStatusResponse&)>& condition,
                  absl::Duration timeout = absl::Seconds(120));
  // The newest run of a source.
  v1::Run NewestRun(const std::string& source);
  // Waits until the newest run of `source` is neither RUNNING nor INTERRUPTED.
  v1::Run AwaitRunEnd(const std::string& source, absl::Duration timeout = absl::Seconds(120));
  std::vector<v1::DeadLetter> DeadLetters();
  // All trials, waiting until the view of the query service reflects everything the store has.
  std::vector<v1::Trial> Trials(const std::string& filter = "", const std::string& service = "query");

  // Highest resident size of a running service so far, bytes (VmHWM of proc(5)).
  uint64_t PeakMemory(const std::string& service) const;
  // Of all cores, of a running service so far, seconds (utime and stime of proc(5)).
  double ProcessorSeconds(const std::string& service) const;
  std::string MetricsAddress(const std::string& service) const { return metrics_.at(service); }
  std::string Address(const std::string& service) const { return "unix:" + folder_ + "/" + service; }
  std::string LogPath(const std::string& service) const { return folder_ + "/" + service + ".log"; }
  // The store's data_dir.
  std::string DataFolder() const { return folder_ + "/data"; }
  std::string ConfigPath(const std::string& service) const { return folder_ + "/" + service + ".textproto"; }

  v1::StoreService::Stub& store() { return *store_; }
  v1::QueryService::Stub& query() { return *query_; }
  v1::CrawlerService::Stub& crawler() { return *crawler_; }

 private:
  void WriteConfig(const std::string& service, const std::string& body);

  // Short, since a Unix socket's path may have 107 bytes.
  std::string folder_;
  std::map<std::string, std::unique_ptr<Process>> processes_;
  std::map<std::string, std::string> metrics_;
  std::unique_ptr<v1::StoreService::Stub> store_;
  std::unique_ptr<v1::QueryService::Stub> query_;
  std::unique_ptr<v1::CrawlerService::Stub> crawler_;
};

// created + updated + unchanged + dead_lettered.
uint64_t Accounted(const v1::OutcomeCounts& counts);

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_PIPELINE_CLUSTER_H_
