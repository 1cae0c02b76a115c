// The CSV splitter over real registry files, where they are at hand.
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "crawler/containers/split_testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

namespace fs = std::filesystem;

class CsvFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("TRIALWEAVE_DATA");
    root_ = folder == nullptr ? "" : folder;
    if (root_.empty() || !fs::exists(root_ / "registries")) GTEST_SKIP() << "TRIALWEAVE_DATA names no data folder";
  }

  Split SplitFile(const fs::path& path) {
    Split split;
    auto file = FileSource::Open(root_ / path);
    EXPECT_TRUE(file.ok()) << file.status();
    auto result = SplitContainer(file->get(), "file_drop", {}, {}, [&split](v1::RecordDocument document) {
      split.documents.push_back(std::move(document));
      return absl::OkStatus();
    });
    split.result = *std::move(result);
    return split;
  }

  fs::path root_;
};

TEST_F(CsvFilesTest, EveryRowIsARecord) {
  const std::map<std::string, std::pair<size_t, std::string>> expected = {
      {"registries/ictrp/covid_2020-04-07.csv", {927, "ictrp_csv"}},
      {"registries/ictrp/covid_2020-04-15.csv", {1135, "ictrp_csv"}},
      {"registries/ictrp/full_export_sample_main_125.csv", {125, "ictrp_csv"}},
      {"registries/ictrp/full_export_sample_im_127.csv", {127, "ictrp_csv"}},
      {"registries/ev_trials/ictrp_covid_2020-04_ev.csv", {3, "ictrp_csv"}},
      {"registries/ev_trials/ictrp_covid_2020-07-22_ev.csv", {5, "ictrp_csv"}},
      {"registries/ev_trials/ictrp_covid_2020-12-16_ev_cleaned.csv", {7, "ictrp_csv"}},
      {"registries/chinadrugtrials/trial_info.csv", {46, "cde_csv"}},
      {"registries/chinadrugtrials/trial_endpoint.csv", {46, "cde_endpoints_csv"}},
      {"registries/chinadrugtrials/trial_ec_info.csv", {46, "cde_ethics_csv"}},
      {"registries/chinadrugtrials/trial_site_info.csv", {46, "cde_sites_csv"}},
  };
  for (const auto& [path, want] : expected) {
    const Split split = SplitFile(path);
    EXPECT_EQ(split.result.records, want.first) << path;
    EXPECT_EQ(split.documents.size(), want.first) << path;
    EXPECT_EQ(split.result.format, want.second) << path;
  }
}

TEST_F(CsvFilesTest, TheWeeklyExportsYieldAllRows) {
  size_t records = 0;
  std::set<std::string> ids;
  for (const auto& entry : fs::directory_iterator(root_ / "bulk/ictrp_covid_weekly")) {
    const Split split = SplitFile(entry.path());
    EXPECT_EQ(split.documents.size(), split.result.records) << entry.path();
    records += split.result.records;
    for (const v1::RecordDocument& document : split.documents) {
      ids.insert(document.content().substr(1, document.content().find('"', 1) - 1));
    }
  }
  EXPECT_EQ(records, 47'950u);
  EXPECT_EQ(ids.size(), 4'517u);
}

TEST_F(CsvFilesTest, OtherTablesAreOneDeadLetterEach) {
  std::vector<fs::path> paths = {root_ / "registries/ictrp/date_formats.csv",
                                 root_ / "registries/ev_trials/neurocell_all_trials_database.csv",
                                 root_ / "registries/ev_trials/neurocell_all_trials_semantic_database.csv"};
  for (const auto& entry : fs::directory_iterator(root_ / "registries/scraped_status_fields")) {
    if (entry.path().extension() == ".csv") paths.push_back(entry.path());
  }
  EXPECT_EQ(paths.size(), 14u);
  for (const fs::path& path : paths) {
    const Split split = SplitFile(path);
    EXPECT_EQ(split.documents.size(), 1u) << path;
    EXPECT_THAT(split.Reasons(), testing::ElementsAre(v1::DEAD_LETTER_REASON_UNSUPPORTED_FORMAT)) << path;
  }
}

}  // namespace
}  // namespace trialweave::crawler
