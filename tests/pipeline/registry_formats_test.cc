// Every registry's exports through the real pipeline, against a count that shares nothing with it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/protobuf/util/json_util.h"
#include "tests/pipeline/cluster.h"

namespace trialweave::tests {
namespace {

namespace fs = std::filesystem;

class RegistryFormatsTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("TRIALWEAVE_DATA");
    if (data == nullptr || *data == '\0') GTEST_SKIP() << "no real records on this machine";
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(data) / "registries")) {
      if (entry.is_regular_file()) files_.push_back(entry.path());
    }
    std::sort(files_.begin(), files_.end());
  }

  // Copies of all files, under names that sort in the order of `files`.
  std::string Drop(const std::string& name, const std::vector<fs::path>& files) {
    const fs::path folder = fs::path(testing::TempDir()) / name;
    fs::remove_all(folder);
    fs::create_directories(folder);
    for (size_t i = 0; i < files.size(); ++i) {
      const fs::path copy = folder / absl::StrFormat("%04d_%s", i, files[i].filename().string());
      fs::copy_file(files[i], copy);
      fs::last_write_time(copy, fs::last_write_time(files[i]));
    }
    return folder.string();
  }

  // What ops/count_records.py says of the folder and the run; empty when the two agree.
  static std::string Disagreement(const std::string& folder, const v1::Run& run) {
    const std::string json = absl::StrCat(testing::TempDir(), "/run.json"), out = json + ".out";
    std::string text;
    if (!google::protobuf::util::MessageToJsonString(run, &text).ok()) return "the run has no JSON form";
    std::ofstream(json) << text;
    const std::string command =
        absl::StrCat("python3 ", Runfile("ops/count_records.py"), " ", folder, " --run ", json, " >", out, " 2>&1");
    const int code = std::system(command.c_str());
    std::ifstream in(out);
    const std::string said((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    return code == 0 ? "" : said;
  }

  static std::string Config(const std::string& folder) {
    return absl::StrCat("sources { id: \"file_drop\" file_drop { folder: \"", folder, "\" } }\n");
  }

  std::vector<fs::path> files_;
};

TEST_F(RegistryFormatsTest, EveryRecordArrivesAndASecondRunChangesNothing) {
  const std::string folder = Drop("registries", files_);
  Cluster cluster(Config(folder));
  cluster.StartAll();
  const v1::Run run = cluster.Crawl("file_drop");
  EXPECT_EQ(run.state(), v1::RUN_STATE_SUCCEEDED) << run.ShortDebugString();
  EXPECT_EQ(run.containers(), files_.size());
  EXPECT_EQ(Accounted(run.counts()), run.delivered());
  EXPECT_EQ(Disagreement(folder, run), "");
  // Every dead letter is a file, or an element, that is of no registry's format.
  for (const v1::DeadLetter& letter : cluster.DeadLetters()) {
    EXPECT_EQ(letter.format(), "") << letter.ShortDebugString().substr(0, 500);
  }
  const v1::GetStoreStatusResponse before = cluster.StoreStatus(true);
  const v1::Run again = cluster.Crawl("file_drop");
  EXPECT_EQ(again.counts().unchanged() + again.counts().dead_lettered(), run.delivered());
  EXPECT_EQ(again.counts().dead_lettered(), run.counts().dead_lettered());
  const v1::GetStoreStatusResponse after = cluster.StoreStatus(true);
  EXPECT_EQ(after.revisions(), before.revisions());
  EXPECT_EQ(after.content_digest(), before.content_digest());

  std::vector<fs::path> shuffled = files_;
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937_64(7));
  Cluster other(Config(Drop("shuffled", shuffled)));
  other.StartAll();
  EXPECT_EQ(other.Crawl("file_drop").delivered(), run.delivered());
  EXPECT_EQ(other.StoreStatus(true).content_digest(), before.content_digest()) << "the order of the files matters";
}

}  // namespace
}  // namespace trialweave::tests
