// A store that keeps only the newest entries of its changelog, and query services that start anew or fall behind.

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/channel.h"
#include "grpcpp/client_context.h"
#include "tests/pipeline/cluster.h"
#include "tests/pipeline/generated_studies.h"
#include "trialweave/v1/store_admin.grpc.pb.h"

namespace trialweave::tests {
namespace {

constexpr int kStudies = 600;
constexpr uint64_t kKept = 300;

class ChangelogTailTest : public testing::Test {
 protected:
  ChangelogTailTest()
      : folder_(testing::TempDir() + "/changelog_tail"),
        cluster_(absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", folder_, "\" } }\n")) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }

  void KeepATail() { cluster_.Configure("store", absl::StrCat("changelog_entries: ", kKept)); }

  // Files with studies, which differ from an earlier version of theirs in status and date.
  void Drop(const std::string& name, int first, int count, bool changed = false) {
    std::string array = GeneratedArray(first, count);
    if (changed) {
      array = absl::StrReplaceAll(array, {{"2025-09-30", "2025-10-01"}, {"RECRUITING", "SUSPENDED"}});
    }
    std::ofstream(absl::StrCat(folder_, "/", name, ".json")) << array;
  }
  void Crawl() {
    const v1::Run run = cluster_.Crawl("file_drop", false);
    ASSERT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
  }
  void AwaitTrimmed() {
    ASSERT_TRUE(cluster_.AwaitStore([](const v1::GetStoreStatusResponse& status) {
      return status.sequence() - status.first_retained_sequence() < kKept + kKept / 10 &&
             status.first_retained_sequence() > 1;
    }));
  }
  std::vector<std::string> Shown() {
    std::vector<std::string> shown;
    for (const v1::Trial& trial : cluster_.Trials()) shown.push_back(trial.DebugString());
    return shown;
  }
  bool QueryLogHas(const std::string& words) {
    std::ifstream log(cluster_.LogPath("query"));
    std::stringstream all;
    all << log.rdbuf();
    return all.str().find(words) != std::string::npos;
  }
  std::vector<std::string> Violations() {
    auto admin = v1::StoreAdminService::NewStub(common::MakeChannel(cluster_.Address("store")));
    grpc::Status status;
    // A connection to a store that was killed is noticed by the first call over it.
    for (int attempt = 0; attempt < 10; ++attempt) {
      grpc::ClientContext context;
      context.set_wait_for_ready(true);
      auto reader = admin->VerifyStore(&context, {});
      std::vector<std::string> violations;
      v1::VerifyStoreResponse event;
      while (reader->Read(&event)) {
        if (event.has_violation()) violations.push_back(event.violation().ShortDebugString());
      }
      status = reader->Finish();
      if (status.ok()) return violations;
      if (status.error_code() != grpc::StatusCode::UNAVAILABLE) break;
    }
    ADD_FAILURE() << status.error_code() << ": " << status.error_message();
    return {};
  }

  const std::string folder_;
  Cluster cluster_;
};

TEST_F(ChangelogTailTest, AQueryThatStartsLaterShowsWhatTheOneFromTheBeginningShows) {
  cluster_.StartAll();
  Drop("first", 1, kStudies);
  Crawl();
  const uint64_t before = cluster_.StoreStatus().sequence();
  Drop("second", 1, kStudies / 2, /*changed=*/true);
  Crawl();
  const std::vector<std::string> followed = Shown();
  ASSERT_EQ(followed.size(), kStudies);
  EXPECT_EQ(cluster_.Terminate("store"), 0);
  KeepATail();
  cluster_.Start("store");
  AwaitTrimmed();
  ASSERT_GT(cluster_.StoreStatus().first_retained_sequence(), before);
  EXPECT_FALSE(QueryLogHas("taking a snapshot")) << "it followed from the beginning";
  cluster_.Kill("query");
  cluster_.Start("query");
  EXPECT_EQ(Shown(), followed);
  EXPECT_TRUE(QueryLogHas("taking a snapshot"));
  // What was known when rests on the store, not on its changelog.
  v1::GetRegistrationRequest request;
  request.set_name("registrations/NCT00000001");
  request.mutable_options()->set_read_sequence(before);
  grpc::ClientContext context;
  v1::GetRegistrationResponse response;
  const grpc::Status status = cluster_.query().GetRegistration(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.registration().study().status(), v1::RECRUITMENT_STATUS_RECRUITING);
}

TEST_F(ChangelogTailTest, AQueryThatFellBehindStartsFromASnapshotByItselfAndNeverShowsHalfOfIt) {
  KeepATail();
  cluster_.StartAll();
  Drop("first", 1, kStudies);
  Crawl();
  ASSERT_EQ(Shown().size(), kStudies);
  cluster_.Pause("query");
  // More than the streams' windows hold, by far.
  Drop("second", 10'000, 4 * kStudies);
  Crawl();
  AwaitTrimmed();
  std::atomic<bool> done = false;
  std::atomic<int> answers = 0;
  std::thread reader([&] {
    auto query = v1::QueryService::NewStub(common::MakeChannel(cluster_.Address("query")));
    while (!done) {
      grpc::ClientContext context;
      v1::GetCoverageResponse coverage;
      if (!query->GetCoverage(&context, {}, &coverage).ok()) continue;
      EXPECT_GE(coverage.trials(), kStudies);
      // A registration's head and its trial's membership are two entries.
      EXPECT_LE(coverage.registrations() - coverage.trials(), 1);
      ++answers;
    }
  });
  cluster_.Resume("query");
  EXPECT_EQ(Shown().size(), 5 * kStudies);
  done = true;
  reader.join();
  EXPECT_GT(answers.load(), 5);
  EXPECT_TRUE(QueryLogHas("SEQUENCE_NOT_RETAINED"));
  EXPECT_TRUE(QueryLogHas("taking a snapshot"));
  const std::vector<std::string> shown = Shown();
  cluster_.Kill("query");
  cluster_.Start("query");
  EXPECT_EQ(Shown(), shown);
}

TEST_F(ChangelogTailTest, AStoreThatIsKilledWhileItLetsEntriesGoIsWhole) {
  KeepATail();
  cluster_.StartAll();
  Drop("first", 1, 3 * kStudies);
  cluster_.CrawlInBackground("file_drop");
  for (uint64_t reached = 200; reached < 1500; reached += 400) {
    ASSERT_TRUE(cluster_.AwaitStore([&](const auto& status) { return status.registrations() >= reached; }));
    cluster_.Kill("store");
    cluster_.Start("store");
    EXPECT_EQ(Violations(), std::vector<std::string>());
  }
  EXPECT_EQ(cluster_.AwaitRunEnd("file_drop").state(), v1::RUN_STATE_SUCCEEDED);
  AwaitTrimmed();
  EXPECT_EQ(Violations(), std::vector<std::string>());
  EXPECT_EQ(Shown().size(), 3 * kStudies);
}

}  // namespace
}  // namespace trialweave::tests
