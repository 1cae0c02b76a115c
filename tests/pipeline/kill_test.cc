// kill -9 of any one service in the middle of an ingest, restarted, ends in the same store content digest
// as an undisturbed run.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/pipeline/cluster.h"
#include "tests/pipeline/generated_studies.h"

namespace trialweave::tests {
namespace {

constexpr int kFiles = 8;
constexpr int kStudiesPerFile = 400;
constexpr uint64_t kStudies = kFiles * kStudiesPerFile;

// The same files for every test of this program.
const std::string& DropFolder() {
  static const auto* const folder = [] {
    auto* path = new std::string(testing::TempDir() + "/drop");
    std::filesystem::create_directories(*path);
    for (int i = 0; i < kFiles; ++i) {
      std::ofstream(absl::StrCat(*path, "/part_", i, ".json")) << GeneratedArray(1000 * i + 1, kStudiesPerFile);
    }
    // One broken file among them: what is dead-lettered must survive as well.
    std::ofstream(*path + "/part_3_broken.json") << "[" << GeneratedStudy(99001) << ",{\"protocolSection\":";
    return path;
  }();
  return *folder;
}

std::string Sources() {
  return absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", DropFolder(), "\" } }\n");
}

struct EndState {
  std::string digest;
  uint64_t registrations;
  size_t trials;
  size_t dead_letters;
};

EndState StateOf(Cluster* cluster) {
  const v1::GetStoreStatusResponse status = cluster->StoreStatus(true);
  return {absl::BytesToHexString(status.content_digest()), status.registrations(), cluster->Trials().size(),
          cluster->DeadLetters().size()};
}

const EndState& Undisturbed() {
  static const auto* const state = [] {
    Cluster cluster(Sources());
    cluster.StartAll();
    const v1::Run run = cluster.Crawl("file_drop");
    EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
    return new EndState(StateOf(&cluster));
  }();
  return *state;
}

class KillTest : public testing::TestWithParam<const char*> {};

TEST_P(KillTest, EndsInTheSameContentAsAnUndisturbedRun) {
  ASSERT_EQ(Undisturbed().registrations, kStudies + 1);
  ASSERT_EQ(Undisturbed().dead_letters, 1);
  const std::string service = GetParam();
  Cluster cluster(Sources());
  cluster.StartAll();
  cluster.CrawlInBackground("file_drop");
  ASSERT_TRUE(cluster.AwaitStore([](const auto& status) { return status.registrations() >= kStudies / 5; }));
  cluster.Kill(service);
  cluster.Start(service);
  ASSERT_LT(cluster.StoreStatus().registrations(), kStudies) << "killed too late to disturb anything";
  // A crawler that was killed starts a new run when it is asked to; the others' run goes on by itself.
  if (service == "crawler") {
    const v1::Run run = cluster.Crawl("file_drop", false);
    EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
  }
  const v1::Run run = cluster.AwaitRunEnd("file_drop");
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
  EXPECT_EQ(Accounted(run.counts()), run.delivered());
  const EndState state = StateOf(&cluster);
  EXPECT_EQ(state.digest, Undisturbed().digest);
  EXPECT_EQ(state.registrations, Undisturbed().registrations);
  EXPECT_EQ(state.trials, Undisturbed().trials);
  EXPECT_EQ(state.dead_letters, Undisturbed().dead_letters);
}

INSTANTIATE_TEST_SUITE_P(EveryService, KillTest, testing::Values("crawler", "normalizer", "store", "query"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace trialweave::tests
