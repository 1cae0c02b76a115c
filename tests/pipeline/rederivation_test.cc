// Deriving everything again through the real services: a store that was filled under an older vocabulary ends as one
// that is filled today, also when the crawler dies on the way.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/pipeline/cluster.h"
#include "tests/pipeline/generated_studies.h"

namespace trialweave::tests {
namespace {

namespace fs = std::filesystem;

std::string NewFolder(const std::string& name) {
  const std::string folder = absl::StrCat(testing::TempDir(), "/", name);
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class RederivationTest : public testing::Test {
 protected:
  RederivationTest() {
    std::ofstream(drop_ + "/studies.json") << GeneratedArray(1, 600);
    // Before COMPLETED was known.
    for (const auto& file : fs::directory_iterator(Runfile("normalizer/vocabulary"))) {
      if (file.path().extension() != ".tsv") continue;
      std::ofstream(vocabulary_ + "/" + file.path().filename().string())
          << absl::StrReplaceAll(Read(file.path()), {{"ctgov\tCOMPLETED\tCOMPLETED\n", ""}});
    }
  }

  std::unique_ptr<Cluster> NewCluster() {
    return std::make_unique<Cluster>(absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", drop_,
                                                  "\" } }\nsources { id: \"archive\" archive {} }\n"));
  }

  // A store that was filled under the older vocabulary, with the normalizer of today.
  std::unique_ptr<Cluster> FilledLongAgo() {
    std::unique_ptr<Cluster> cluster = NewCluster();
    const std::string config = Read(cluster->ConfigPath("normalizer"));
    std::ofstream(cluster->ConfigPath("normalizer")) << config << "vocabulary_dir: \"" << vocabulary_ << "\"\n";
    cluster->StartAll();
    EXPECT_EQ(cluster->Crawl("file_drop").state(), v1::RUN_STATE_SUCCEEDED);
    EXPECT_EQ(cluster->Trials("status = COMPLETED").size(), 0u);
    EXPECT_EQ(cluster->Terminate("normalizer"), 0);
    std::ofstream(cluster->ConfigPath("normalizer")) << config;
    cluster->Start("normalizer");
    return cluster;
  }

  std::string FreshDigest() {
    std::unique_ptr<Cluster> cluster = NewCluster();
    cluster->StartAll();
    EXPECT_EQ(cluster->Crawl("file_drop").state(), v1::RUN_STATE_SUCCEEDED);
    return cluster->StoreStatus(true).content_digest();
  }

  const std::string drop_ = NewFolder("drop");
  const std::string vocabulary_ = NewFolder("vocabulary");
};

TEST_F(RederivationTest, StoreFilledUnderAnOlderVocabularyEndsAsAFreshOne) {
  const std::unique_ptr<Cluster> cluster = FilledLongAgo();
  const v1::GetStoreStatusResponse before = cluster->StoreStatus();
  const v1::Run run = cluster->Crawl("archive");
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
  EXPECT_EQ(run.counts().updated(), 200u);
  EXPECT_EQ(run.counts().unchanged(), 400u);
  EXPECT_EQ(cluster->Trials("status = COMPLETED").size(), 200u);
  const v1::GetStoreStatusResponse after = cluster->StoreStatus(true);
  EXPECT_EQ(after.content_digest(), FreshDigest());
  EXPECT_EQ(after.revisions(), before.revisions()) << "nothing was observed anew";
  EXPECT_EQ(after.sightings(), before.sightings());
  EXPECT_EQ(cluster->Crawl("archive").counts().unchanged(), 600u);
}

TEST_F(RederivationTest, GoesOnAfterTheCrawlerAndTheStoreWereKilled) {
  const std::unique_ptr<Cluster> cluster = FilledLongAgo();
  const uint64_t before = cluster->StoreStatus().sequence();
  cluster->CrawlInBackground("archive");
  EXPECT_TRUE(
      cluster->AwaitStore([&](const v1::GetStoreStatusResponse& status) { return status.sequence() > before + 20; }));
  cluster->Kill("crawler");
  cluster->Kill("store");
  cluster->Start("store");
  cluster->Start("crawler");
  const v1::Run run = cluster->Crawl("archive", /*full=*/false);
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
  EXPECT_EQ(cluster->StoreStatus(true).content_digest(), FreshDigest());
}

}  // namespace
}  // namespace trialweave::tests
