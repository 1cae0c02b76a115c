// Files that are said to be complete, through the real services: what a source no longer lists shows, in whatever order
// its exports come.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "tests/pipeline/cluster.h"
#include "tests/pipeline/generated_studies.h"

namespace trialweave::tests {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kSideCar[] = "complete_set: registry/all\n";

std::string NewFolder(const std::string& name) {
  const std::string folder = absl::StrCat(testing::TempDir(), "/", name);
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

void Write(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

// An export of the day with the studies `first` to `last`.
std::string Export(const std::string& day, int first, int last) {
  return absl::StrReplaceAll(GeneratedArray(first, last - first + 1), {{"2025-09-30", day}});
}

std::unique_ptr<Cluster> StartCluster(const std::string& folder) {
  auto cluster =
      std::make_unique<Cluster>(absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", folder, "\" } }\n"));
  cluster->StartAll();
  return cluster;
}

// "ID since", with " withdrawn", of what the trials' sources no longer list.
std::vector<std::string> Absences(const std::vector<v1::Trial>& trials) {
  std::vector<std::string> texts;
  for (const v1::Trial& trial : trials) {
    for (const v1::RegistrationAbsence& absence : trial.absences()) {
      const absl::Time since = absl::FromUnixSeconds(absence.since().seconds());
      texts.push_back(absl::StrCat(absence.registration_id(), absl::FormatTime(" %Y-%m-%d", since, absl::UTCTimeZone()),
                                   absence.tombstone() ? " withdrawn" : ""));
    }
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST(SnapshotTest, WhatExportsNoLongerListIsAbsentInWhateverOrderTheyCome) {
  const std::vector<std::string> exports = {Export("2025-09-01", 1, 20), Export("2025-09-08", 1, 17),
                                            Export("2025-09-15", 1, 18), Export("2025-09-22", 1, 16)};
  std::vector<std::string> digests;
  for (const bool reversed : {false, true}) {
    const std::string folder = NewFolder(reversed ? "reversed" : "in_order");
    for (size_t i = 0; i < exports.size(); ++i) {
      const std::string path = absl::StrCat(folder, "/", reversed ? 9 - i : i, ".json");
      Write(path, exports[i]);
      Write(path + ".meta", kSideCar);
    }
    const std::unique_ptr<Cluster> cluster = StartCluster(folder);
    const v1::Run run = cluster->Crawl("file_drop");
    EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
    EXPECT_EQ(run.detail(), "");
    EXPECT_EQ(cluster->StoreStatus().absent(), 4);
    EXPECT_EQ(cluster->StoreStatus().withdrawn(), 2);
    EXPECT_THAT(Absences(cluster->Trials("absent = true")),
                ElementsAre("NCT00000017 2025-09-22", "NCT00000018 2025-09-22", "NCT00000019 2025-09-08 withdrawn",
                            "NCT00000020 2025-09-08 withdrawn"));
    EXPECT_EQ(cluster->Trials().size(), 20) << "nothing is removed";
    digests.push_back(cluster->StoreStatus(true).content_digest());
    const uint64_t sequence = cluster->StoreStatus().sequence();
    const v1::Run again = cluster->Crawl("file_drop");
    EXPECT_EQ(again.counts().unchanged(), again.delivered());
    EXPECT_EQ(cluster->StoreStatus(true).content_digest(), digests.back());
    EXPECT_GT(cluster->StoreStatus().sequence(), sequence) << "its own run";
  }
  EXPECT_EQ(digests[0], digests[1]);
}

TEST(SnapshotTest, ExportWithAFaultMakesNothingAbsent) {
  const std::string folder = NewFolder("fault");
  Write(folder + "/1.json", Export("2025-09-01", 1, 5));
  Write(folder + "/1.json.meta", kSideCar);
  const std::string cut = Export("2025-09-08", 1, 4);
  Write(folder + "/2.json", cut.substr(0, cut.size() - 100));
  Write(folder + "/2.json.meta", kSideCar);
  const std::unique_ptr<Cluster> cluster = StartCluster(folder);
  EXPECT_THAT(cluster->Crawl("file_drop").detail(), HasSubstr("2.json is no complete snapshot"));
  EXPECT_EQ(cluster->StoreStatus().absent(), 0);
  // Mended, it counts.
  Write(folder + "/2.json", cut);
  EXPECT_EQ(cluster->Crawl("file_drop", false).detail(), "1 files unchanged since an earlier run");
  EXPECT_THAT(Absences(cluster->Trials()), ElementsAre("NCT00000005 2025-09-08"));
}

// 1 to 600 in the first week, 141 to 320 in the last.
std::string ShrinkingWeeks(const std::string& name) {
  const std::string folder = NewFolder(name);
  for (int week = 0; week < 8; ++week) {
    const std::string path = absl::StrCat(folder, "/", week, ".json");
    Write(path, Export(absl::StrCat("2025-09-0", week + 1), 1 + week * 20, 600 - week * 40));
    Write(path + ".meta", kSideCar);
  }
  return folder;
}

TEST(SnapshotTest, SurvivesTheDeathOfCrawlerAndStore) {
  const std::unique_ptr<Cluster> undisturbed = StartCluster(ShrinkingWeeks("undisturbed"));
  EXPECT_EQ(undisturbed->Crawl("file_drop").state(), v1::RUN_STATE_SUCCEEDED);
  EXPECT_EQ(undisturbed->StoreStatus().absent(), 140 + 280);
  const std::string digest = undisturbed->StoreStatus(true).content_digest();
  for (const std::string service : {"crawler", "store"}) {
    const std::unique_ptr<Cluster> cluster = StartCluster(ShrinkingWeeks(service));
    cluster->CrawlInBackground("file_drop");
    ASSERT_TRUE(cluster->AwaitStore([](const auto& status) { return status.absent() >= 40; }));
    cluster->Kill(service);
    cluster->Start(service);
    ASSERT_LT(cluster->StoreStatus().absent(), 140 + 280) << "killed too late to disturb anything";
    // A crawler that was killed starts a new run when it is asked to.
    if (service == "crawler") cluster->Crawl("file_drop", false);
    EXPECT_EQ(cluster->AwaitRunEnd("file_drop").state(), v1::RUN_STATE_SUCCEEDED);
    EXPECT_EQ(cluster->StoreStatus().absent(), 140 + 280) << service;
    EXPECT_EQ(cluster->StoreStatus(true).content_digest(), digest) << service;
  }
}

}  // namespace
}  // namespace trialweave::tests
