// A watched folder that nobody has to ask for: files are taken by themselves, once, when they are at rest.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "tests/pipeline/cluster.h"
#include "tests/pipeline/generated_studies.h"

namespace trialweave::tests {
namespace {

namespace fs = std::filesystem;

constexpr int kSettleSeconds = 3600;

class ScheduledDropTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = absl::StrCat(testing::TempDir(), "/", testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }

  void StartCluster(int settle_seconds) {
    cluster_ =
        std::make_unique<Cluster>(absl::StrCat("sources { id: \"file_drop\" interval_seconds: 1 file_drop { folder: \"",
                                               folder_, "\" settle_seconds: ", settle_seconds, " } }\n"));
    cluster_->StartAll();
  }

  // As an operator should: under another name first.
  void Drop(const std::string& name, const std::string& text, absl::Duration age = absl::ZeroDuration()) {
    const std::string path = absl::StrCat(folder_, "/", name);
    std::ofstream(path + ".part") << text;
    const auto time = fs::last_write_time(path + ".part") - absl::ToChronoSeconds(age);
    fs::last_write_time(path + ".part", time);
    fs::rename(path + ".part", path);
  }

  bool AwaitRegistrations(uint64_t count) {
    return cluster_->AwaitStore([count](const auto& status) { return status.registrations() == count; });
  }

  // All runs, newest first.
  std::vector<v1::Run> Runs() {
    grpc::ClientContext context;
    v1::ListRunsRequest request;
    request.set_parent("sources/file_drop");
    request.set_page_size(1000);
    v1::ListRunsResponse response;
    EXPECT_TRUE(cluster_->store().ListRuns(&context, request, &response).ok());
    return {response.runs().begin(), response.runs().end()};
  }

  // Until so many further runs have begun and ended.
  void AwaitFurtherRuns(size_t count) {
    const size_t before = Runs().size();
    ASSERT_TRUE(cluster_->AwaitStore([&](const auto&) { return Runs().size() > before + count; }));
  }

  uint64_t DeliveredByAllRuns() {
    uint64_t delivered = 0;
    for (const v1::Run& run : Runs()) delivered += run.delivered();
    return delivered;
  }

  std::string folder_;
  std::unique_ptr<Cluster> cluster_;
};

TEST_F(ScheduledDropTest, TakesEachFileByItselfAndOnce) {
  StartCluster(0);
  Drop("first.json", GeneratedArray(1, 3));
  ASSERT_TRUE(AwaitRegistrations(3));
  AwaitFurtherRuns(2);
  EXPECT_EQ(DeliveredByAllRuns(), 3) << "a file that has not changed is not delivered again";
  Drop("second.json", GeneratedArray(11, 2));
  ASSERT_TRUE(AwaitRegistrations(5));
  AwaitFurtherRuns(1);
  EXPECT_EQ(DeliveredByAllRuns(), 5);
  // The same name with other content is another file.
  Drop("second.json", GeneratedArray(11, 4));
  ASSERT_TRUE(AwaitRegistrations(7));
  AwaitFurtherRuns(1);
  for (const v1::Run& run : Runs()) EXPECT_EQ(run.delivered(), Accounted(run.counts())) << run.ShortDebugString();
  // What was proven complete survives a restart.
  const uint64_t delivered = DeliveredByAllRuns();
  cluster_->Kill("crawler");
  cluster_->Start("crawler");
  AwaitFurtherRuns(1);
  EXPECT_EQ(DeliveredByAllRuns(), delivered);
}

TEST_F(ScheduledDropTest, LeavesFilesThatAreNotAtRest) {
  StartCluster(kSettleSeconds);
  Drop("fresh.json", GeneratedArray(1, 3));
  Drop("rested.json", GeneratedArray(11, 2), absl::Seconds(2 * kSettleSeconds));
  ASSERT_TRUE(AwaitRegistrations(2));
  AwaitFurtherRuns(1);
  EXPECT_EQ(cluster_->StoreStatus().registrations(), 2);
  // At rest now.
  const std::string path = folder_ + "/fresh.json";
  fs::last_write_time(path, fs::last_write_time(path) - std::chrono::seconds(2 * kSettleSeconds));
  ASSERT_TRUE(AwaitRegistrations(5));
}

TEST_F(ScheduledDropTest, SideCarSaysWhenAFileWasObserved) {
  StartCluster(0);
  std::string study = GeneratedStudy(1);
  // Without a date of its own.
  const std::string holder = "{\"miscInfoModule\":{\"versionHolder\":\"2025-09-30\"}}";
  study.replace(study.find(holder), holder.size(), "{}");
  Drop("study.json.meta", "obtained_at: 2026-01-02T03:04:05Z\nobtained_by: registry desk\n");
  Drop("study.json", study);
  ASSERT_TRUE(AwaitRegistrations(1));
  ASSERT_EQ(cluster_->Trials().size(), 1);
  grpc::ClientContext context;
  v1::GetRegistrationRequest request;
  request.set_name("registrations/NCT00000001");
  v1::GetRegistrationResponse response;
  ASSERT_TRUE(cluster_->query().GetRegistration(&context, request, &response).ok());
  EXPECT_EQ(response.registration().observed_at().seconds(),
            absl::ToUnixSeconds(absl::FromCivil(absl::CivilSecond(2026, 1, 2, 3, 4, 5), absl::UTCTimeZone())));
}

}  // namespace
}  // namespace trialweave::tests
