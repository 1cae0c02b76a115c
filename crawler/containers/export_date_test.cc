#include "crawler/containers/export_date.h"

#include <cstdlib>
#include <filesystem>
#include <set>

#include "absl/strings/str_cat.h"
#include "crawler/containers/container_splitter.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

namespace fs = std::filesystem;

absl::Time Utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute, second), absl::UTCTimeZone());
}

v1::RecordDocument Row(const std::string& exported, const std::string& registered, const std::string& refreshed) {
  v1::RecordDocument document;
  document.set_format("ictrp_csv");
  (*document.mutable_context())["columns"] = "TrialID,Last Refreshed on,Date registration3,\"Export date\"";
  (*document.mutable_context())["delimiter"] = ",";
  document.set_content(absl::StrCat("\"NCT09000001\",\"", refreshed, "\",", registered, ",\"", exported, "\""));
  return document;
}

TEST(ExportDateTest, UsStyleTextIsCertainAndTheFirstRecordDecides) {
  ExportDate date;
  EXPECT_FALSE(date.Take(Row("4/15/2020 4:11:24 PM", "20990101", "")));
  EXPECT_EQ(date.certain(), Utc(2020, 4, 15, 16, 11, 24));
  EXPECT_FALSE(date.ambiguous());
}

TEST(ExportDateTest, ANumberOfDaysOverTwelveIsCertain) {
  EXPECT_EQ(ReadSerialTime("43834.5")->straight, Utc(2020, 1, 4, 12));
  EXPECT_EQ(ReadSerialTime("43834.5")->swapped, Utc(2020, 4, 1, 12));
  ExportDate date;
  EXPECT_FALSE(date.Take(Row("43936", "", "")));
  EXPECT_EQ(date.certain(), Utc(2020, 4, 15));
  for (const char* other : {"4383", "438345", "43834,5", "20200414", "", "43834.x"}) {
    EXPECT_FALSE(ReadSerialTime(other).has_value()) << other;
  }
}

TEST(ExportDateTest, TwoReadingsAreDecidedByTheNewestRecord) {
  ExportDate date;
  EXPECT_TRUE(date.Take(Row("43834.5", "20200105", "")));
  EXPECT_TRUE(date.ambiguous());
  EXPECT_FALSE(date.certain().has_value());
  EXPECT_EQ(date.Inferred(), Utc(2020, 4, 1, 12)) << "4 January is before 5 January";
  ExportDate early;
  early.Take(Row("43834.5", "20200103", "4 January 2020"));
  EXPECT_EQ(early.Inferred(), Utc(2020, 1, 4, 12));
  early.Take(Row("43834.5", "20200103", "30 March 2020"));
  EXPECT_EQ(early.Inferred(), Utc(2020, 4, 1, 12));
  early.Take(Row("43834.5", "20200402", ""));
  EXPECT_EQ(early.Inferred(), std::nullopt);
}

// The weekly exports are named for the day on which somebody fetched them, which is within two days of the export.
TEST(ExportDateTest, TheWeeklyExportsHaveTheDatesOfTheirNames) {
  const char* folder = std::getenv("TRIALWEAVE_DATA");
  const fs::path root = folder == nullptr ? "" : folder;
  if (!fs::exists(root / "bulk/ictrp_covid_weekly")) GTEST_SKIP() << "TRIALWEAVE_DATA names no data folder";
  std::set<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(root / "bulk/ictrp_covid_weekly")) paths.insert(entry.path());
  ASSERT_EQ(paths.size(), 18u);
  int inferred = 0;
  absl::Time last = absl::InfinitePast();
  for (const fs::path& path : paths) {
    auto file = FileSource::Open(path);
    ASSERT_TRUE(file.ok());
    ExportDate date;
    (void)SplitContainer(file->get(), "file_drop", {}, {}, [&](const v1::RecordDocument& document) {
      return date.Take(document) ? absl::OkStatus() : absl::CancelledError();
    });
    const std::optional<absl::Time> time = date.ambiguous() ? date.Inferred() : date.certain();
    inferred += date.ambiguous() ? 1 : 0;
    ASSERT_TRUE(time.has_value()) << path;
    absl::Time named;
    ASSERT_TRUE(absl::ParseTime("ictrp_covid_%Y-%m-%d.csv.gz", path.filename().string(), &named, nullptr));
    EXPECT_LT(absl::AbsDuration(*time - named), absl::Hours(72)) << path << " " << *time;
    EXPECT_GT(*time, last) << path;
    last = *time;
  }
  EXPECT_EQ(inferred, 6);
}

}  // namespace
}  // namespace trialweave::crawler
