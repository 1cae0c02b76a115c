// Query services that are killed, and several of them behind one client, while an ingest is running.

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/channel.h"
#include "grpcpp/client_context.h"
#include "tests/pipeline/cluster.h"
#include "tests/pipeline/generated_studies.h"

namespace trialweave::tests {
namespace {

constexpr int kFiles = 12;
constexpr int kStudiesPerFile = 150;
constexpr int kKills = 6;

void SetDeadline(grpc::ClientContext* context) {
  context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
}

// The changes of trials by sequence and name, each as it was told.
using Told = std::map<std::pair<uint64_t, std::string>, std::string>;

// Watcher follows all changes of trials, goes on after the last one that it was told of when the service goes away, and
// notes what it is told twice.
class Watcher {
 public:
  explicit Watcher(const std::string& address) : query_(v1::QueryService::NewStub(common::MakeChannel(address))) {}

  // Until it has been told of everything up to `sequence`, which may still be unknown (0).
  void Run(const std::atomic<uint64_t>& sequence) {
    const absl::Time deadline = absl::Now() + absl::Seconds(120);
    while ((sequence == 0 || after_ < sequence) && absl::Now() < deadline) Watch(sequence);
  }
  const Told& told() const { return told_; }
  // Watches that were under way when the service went.
  int interruptions() const { return interruptions_; }
  const std::vector<std::string>& twice() const { return twice_; }

 private:
  void Watch(const std::atomic<uint64_t>& sequence) {
    v1::WatchTrialsRequest request;
    request.set_after_sequence(after_);
    request.mutable_bookmark_interval()->set_seconds(1);
    grpc::ClientContext context;
    SetDeadline(&context);
    const auto reader = query_->WatchTrials(&context, request);
    v1::WatchTrialsResponse item;
    bool told = false;
    while (reader->Read(&item)) {
      told = true;
      if (item.has_bookmark()) after_ = item.bookmark().sequence();
      if (item.has_change()) Take(item.change());
      if (sequence != 0 && after_ >= sequence) context.TryCancel();
    }
    if (reader->Finish().error_code() == grpc::StatusCode::UNAVAILABLE && told) ++interruptions_;
    absl::SleepFor(absl::Milliseconds(20));
  }

  // Changes of one entry come together: what was told of the entry under way is told again, and is the same.
  void Take(const v1::TrialChange& change) {
    if (change.sequence() <= after_) twice_.push_back(change.ShortDebugString());
    const auto [entry, inserted] =
        told_.try_emplace({change.sequence(), change.trial().name()}, change.SerializeAsString());
    if (!inserted && entry->second != change.SerializeAsString()) twice_.push_back(change.ShortDebugString());
    // The entry before is complete.
    if (change.sequence() > 0) after_ = std::max(after_, change.sequence() - 1);
  }

  const std::unique_ptr<v1::QueryService::Stub> query_;
  uint64_t after_ = 0;
  Told told_;
  std::vector<std::string> twice_;
  int interruptions_ = 0;
};

class QueryReplicasTest : public testing::Test {
 protected:
  QueryReplicasTest()
      : folder_(absl::StrCat(testing::TempDir(), "/", testing::UnitTest::GetInstance()->current_test_info()->name())),
        cluster_(absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", folder_, "\" } }\n")) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    // The second half changes what the first half brings.
    for (int i = 0; i < kFiles; ++i) {
      std::string array = GeneratedArray(1000 * (i / 2) + 1, kStudiesPerFile);
      if (i % 2 == 1) {
        array = absl::StrReplaceAll(array, {{"2025-09-30", "2025-10-01"}, {"RECRUITING", "SUSPENDED"}});
      }
      std::ofstream(absl::StrCat(folder_, "/", i % 2, "_", i, ".json")) << array;
    }
    for (const char* query : {"query", "query2"}) {
      const std::string data = absl::StrCat(folder_, "_", query);
      std::filesystem::remove_all(data);
      cluster_.Configure(query, absl::StrCat("data_folder: \"", data, "\""));
    }
    cluster_.StartAll();
    cluster_.Start("query2");
  }

  // The names of trials that a search of a service finds, once it reflects everything.
  std::set<std::string> Found(const std::string& service) {
    const auto query = v1::QueryService::NewStub(common::MakeChannel(cluster_.Address(service)));
    v1::SearchTrialsRequest request;
    request.set_query("knee");
    request.set_page_size(1000);
    request.mutable_options()->set_min_sequence(cluster_.StoreStatus().sequence());
    std::set<std::string> names;
    do {
      grpc::ClientContext context;
      SetDeadline(&context);
      v1::SearchTrialsResponse response;
      const grpc::Status status = query->SearchTrials(&context, request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      for (const v1::SearchHit& hit : response.hits()) names.insert(hit.trial().name());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  // Runs `meanwhile` until everything is in the store.
  template <typename Work>
  void Ingest(Work meanwhile) {
    std::atomic<bool> done = false;
    std::thread crawl([&] {
      EXPECT_EQ(cluster_.Crawl("file_drop").state(), v1::RUN_STATE_SUCCEEDED);
      done = true;
    });
    while (!done) meanwhile();
    crawl.join();
  }

  const std::string folder_;
  Cluster cluster_;
};

TEST_F(QueryReplicasTest, AKilledOneHealsAndItsWatchersSeeEveryChangeOnce) {
  std::atomic<uint64_t> last = 0;
  Watcher watcher(cluster_.Address("query")), undisturbed(cluster_.Address("query2"));
  std::thread watching([&] { watcher.Run(last); });
  std::mt19937 random(11);
  int kills = 0;
  const auto kill_and_start = [&] {
    absl::SleepFor(absl::Milliseconds(random() % 400));
    cluster_.Kill("query");
    cluster_.Start("query");
    ++kills;
  };
  Ingest([&] { kills < kKills ? kill_and_start() : absl::SleepFor(absl::Milliseconds(20)); });
  EXPECT_GT(kills, 0) << "no kill fell into the ingest";
  while (kills < kKills) kill_and_start();
  last = cluster_.StoreStatus().sequence();
  watching.join();
  undisturbed.Run(last);
  EXPECT_GT(watcher.interruptions(), 0) << "no kill hit a watch";
  EXPECT_TRUE(watcher.twice().empty()) << watcher.twice()[0];
  EXPECT_TRUE(undisturbed.twice().empty());
  EXPECT_GT(undisturbed.told().size(), kFiles / 2 * kStudiesPerFile) << "no trial changed";
  EXPECT_EQ(watcher.told(), undisturbed.told());
  // What it shows after all is what the other one shows.
  const auto shown = [&](const std::string& service) {
    std::map<std::string, std::string> trials;
    for (const v1::Trial& trial : cluster_.Trials("", service)) trials[trial.name()] = trial.DebugString();
    return trials;
  };
  EXPECT_EQ(shown("query"), shown("query2"));
  // And what it finds, by an index that was written before and after the kills.
  EXPECT_GT(Found("query").size(), 100u);
  EXPECT_EQ(Found("query"), Found("query2"));
}

TEST_F(QueryReplicasTest, OneClientOfSeveralNeverReadsAnOlderState) {
  const std::vector<std::unique_ptr<v1::QueryService::Stub>> replicas = [&] {
    std::vector<std::unique_ptr<v1::QueryService::Stub>> stubs;
    for (const char* service : {"query", "query2"}) {
      stubs.push_back(v1::QueryService::NewStub(common::MakeChannel(cluster_.Address(service))));
    }
    return stubs;
  }();
  std::mt19937 random(12);
  uint64_t seen = 0;
  int64_t trials = 0;
  std::set<uint64_t> sequences;
  Ingest([&] {
    v1::GetCoverageRequest request;
    request.mutable_options()->set_min_sequence(seen);
    grpc::ClientContext context;
    SetDeadline(&context);
    v1::GetCoverageResponse response;
    const grpc::Status status = replicas[random() % replicas.size()]->GetCoverage(&context, request, &response);
    // Its view has not begun to follow.
    if (status.error_code() == grpc::StatusCode::UNAVAILABLE) return;
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_GE(response.freshness().sequence(), seen);
    // Only links take trials away, and there are few.
    EXPECT_GE(response.trials() + kStudiesPerFile, trials);
    seen = response.freshness().sequence();
    trials = response.trials();
    sequences.insert(seen);
  });
  EXPECT_GT(sequences.size(), 10) << "too few states to say anything";
}

}  // namespace
}  // namespace trialweave::tests
