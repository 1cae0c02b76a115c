// The splitters over real registry files, where they are at hand.
#include <cstdlib>
#include <filesystem>
#include <map>

#include "crawler/containers/observed_at.h"
#include "crawler/containers/split_testing.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

namespace fs = std::filesystem;

struct FileSplit {
  uint64_t records = 0;
  uint64_t dead_letters = 0;
  std::string format;
  std::optional<absl::Time> observed_at;
};

class RegistryFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("TRIALWEAVE_DATA");
    root_ = folder == nullptr ? "" : folder;
    if (root_.empty() || !fs::exists(root_ / "registries")) GTEST_SKIP() << "TRIALWEAVE_DATA names no data folder";
  }

  FileSplit SplitFile(const fs::path& path) {
    FileSplit split;
    auto file = FileSource::Open(root_ / path);
    EXPECT_TRUE(file.ok()) << file.status();
    auto result = SplitContainer(file->get(), "file_drop", {}, {}, [&split](v1::RecordDocument document) {
      ++(document.has_cause() ? split.dead_letters : split.records);
      if (!split.observed_at.has_value()) split.observed_at = EmbeddedTime(document);
      return absl::OkStatus();
    });
    split.format = result->format;
    return split;
  }

  fs::path root_;
};

TEST_F(RegistryFilesTest, NativeFilesYieldTheirRecords) {
  const std::map<std::string, std::pair<uint64_t, std::string>> expected = {
      {"registries/clinicaltrials_gov/v2_native_128.json", {128, "ctgov_v2_json"}},
      {"registries/clinicaltrials_gov/v2_via_ctrdata_5.ndjson", {5, "ctgov_v2_json"}},
      {"registries/clinicaltrials_gov/legacy_via_ctrdata_3.ndjson", {3, "ctgov_legacy_json"}},
      {"registries/ctis/ctis_via_ctrdata_4.ndjson", {4, "ctis_json"}},
      {"registries/euctr/euctr_via_ctrdata_4.ndjson", {4, "euctr_json"}},
      {"registries/euctr/full_trial_details_10.txt", {10, "euctr_text"}},
      {"registries/isrctn/isrctn_via_ctrdata_9.ndjson", {9, "isrctn_json"}},
      {"registries/ictrp/portal_2024_95.xml", {95, "ictrp_portal_xml"}},
      {"registries/ictrp/portal_2020_578.xml", {578, "ictrp_portal_xml"}},
      {"registries/chictr/native_ChiCTR2000034346.xml", {1, "chictr_xml"}},
      {"registries/chictr/project_page_ChiCTR2400084905.html", {1, "chictr_html"}},
      {"registries/chictr/search_page_10_of_32.html", {10, "chictr_list_html"}},
  };
  for (const auto& [path, want] : expected) {
    const FileSplit split = SplitFile(path);
    EXPECT_EQ(split.records, want.first) << path;
    EXPECT_EQ(split.dead_letters, 0u) << path;
    EXPECT_EQ(split.format, want.second) << path;
  }
}

TEST_F(RegistryFilesTest, EveryLegacyFileIsOneRecordOfItsDay) {
  int files = 0;
  for (const auto& entry : fs::directory_iterator(root_ / "registries/clinicaltrials_gov/legacy_xml")) {
    const FileSplit split = SplitFile(entry.path());
    EXPECT_EQ(split.records, 1u) << entry.path();
    EXPECT_EQ(split.dead_letters, 0u) << entry.path();
    EXPECT_EQ(split.format, "ctgov_legacy_xml") << entry.path();
    EXPECT_EQ(split.observed_at, ParseIsoDateTime("2023-02-03")) << entry.path();
    ++files;
  }
  EXPECT_EQ(files, 190);
}

TEST_F(RegistryFilesTest, FilesCarryTheirDataDates) {
  EXPECT_EQ(SplitFile("registries/clinicaltrials_gov/v2_native_128.json").observed_at, ParseIsoDateTime("2025-05-07"));
  EXPECT_EQ(SplitFile("registries/ctis/ctis_via_ctrdata_4.ndjson").observed_at,
            ParseIsoDateTime("2024-06-17T20:10:58Z"));
  EXPECT_EQ(SplitFile("registries/ictrp/portal_2024_95.xml").observed_at, ParseIsoDateTime("2024-06-09T16:01:13Z"));
  EXPECT_EQ(SplitFile("registries/ictrp/portal_2020_578.xml").observed_at, ParseIsoDateTime("2020-03-18T18:53:35Z"));
}

TEST_F(RegistryFilesTest, BulkPagesYieldAllStudies) {
  uint64_t records = 0;
  for (const auto& entry : fs::directory_iterator(root_ / "bulk/ctgov_v2_shaped_pages")) {
    const FileSplit split = SplitFile(entry.path());
    records += split.records;
    EXPECT_EQ(split.dead_letters, 0u) << entry.path();
  }
  EXPECT_EQ(records, 6035u);
}

TEST_F(RegistryFilesTest, ForeignLinesAreADeadLetterEach) {
  EXPECT_EQ(SplitFile("registries/ev_trials/neurocell_union.ndjson").dead_letters, 19u);
  EXPECT_EQ(SplitFile("registries/ev_trials/neurocell_union.ndjson").records, 0u);
}

TEST_F(RegistryFilesTest, FilesOfOtherKindsAreDeadLettersAndNoChallenges) {
  for (const char* path : {"registries/ictrp/date_formats.csv", "literature/pubmed/reject_wrong_root_rss.xml"}) {
    if (!fs::exists(root_ / path)) continue;
    StringSource none("");
    auto file = FileSource::Open(root_ / path);
    ASSERT_TRUE(file.ok());
    auto result = SplitContainer(file->get(), "file_drop", {}, {}, [](v1::RecordDocument) { return absl::OkStatus(); });
    ASSERT_TRUE(result->fault.has_value()) << path;
    EXPECT_TRUE(result->fault->reason() == v1::DEAD_LETTER_REASON_WRONG_ROOT ||
                result->fault->reason() == v1::DEAD_LETTER_REASON_UNSUPPORTED_FORMAT)
        << path << ": " << result->fault->message();
  }
}

}  // namespace
}  // namespace trialweave::crawler
