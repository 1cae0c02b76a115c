#include "crawler/containers/observed_at.h"

#include "common/status.h"
#include "crawler/containers/side_car.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

absl::Time Utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute, second), absl::UTCTimeZone());
}

v1::RecordDocument Document(const char* format, const char* content) {
  v1::RecordDocument document;
  document.set_format(format);
  document.set_content(content);
  return document;
}

TEST(ObservedAtTest, ExportDateIsReadInUsStyle) {
  EXPECT_EQ(EmbeddedTime(Document("ictrp_portal_xml", "<Trial><Export_date>06/09/2024 16:01:13</Export_date></Trial>")),
            Utc(2024, 6, 9, 16, 1, 13));
  EXPECT_EQ(
      EmbeddedTime(Document("ictrp_portal_xml", "<Trial><Export_date>3/18/2020 6:53:35 PM\n </Export_date></Trial>")),
      Utc(2020, 3, 18, 18, 53, 35));
  EXPECT_EQ(EmbeddedTime(Document("ictrp_portal_xml", "<Trial><Export_date>2024-06</Export_date></Trial>")),
            std::nullopt);
  EXPECT_EQ(ParseUsDateTime("13/18/2020"), std::nullopt);
}

TEST(ObservedAtTest, AColumnHoldsTheExportDate) {
  v1::RecordDocument row = Document("ictrp_csv", "\"NCT09000001\",\"4/15/2020 4:11:24 PM\"");
  EXPECT_EQ(EmbeddedTime(row), std::nullopt);
  (*row.mutable_context())["columns"] = "TrialID,Export_date";
  (*row.mutable_context())["delimiter"] = ",";
  EXPECT_EQ(EmbeddedTime(row), Utc(2020, 4, 15, 16, 11, 24));
}

TEST(ObservedAtTest, VersionHolderIsTheDataDate) {
  EXPECT_EQ(EmbeddedTime(Document("ctgov_v2_json", R"({"miscInfoModule": {"versionHolder": "2025-05-07"}})")),
            Utc(2025, 5, 7));
  EXPECT_EQ(EmbeddedTime(Document("ctgov_v2_json", R"({"protocolSection":{}})")), std::nullopt);
  EXPECT_EQ(EmbeddedTime(Document("nhc_html", R"("versionHolder": "2025-05-07")")), std::nullopt);
}

TEST(ObservedAtTest, ImportTimeOfCtrdataIsTheDataTime) {
  EXPECT_EQ(EmbeddedTime(Document("euctr_json", R"({"record_last_import":"2024-06-17 20:10:58"})")),
            Utc(2024, 6, 17, 20, 10, 58));
  EXPECT_EQ(EmbeddedTime(Document("ctis_json", R"({"ctNumber":"2099-500001-11-00"})")), std::nullopt);
}

TEST(ObservedAtTest, TheDayOfProcessingIsTheDataDate) {
  const char* const xml =
      "<clinical_study><download_date>ClinicalTrials.gov processed this data on February 03, 2023</download_date>";
  EXPECT_EQ(EmbeddedTime(Document("ctgov_legacy_xml", xml)), Utc(2023, 2, 3));
  EXPECT_EQ(EmbeddedTime(Document("ctgov_legacy_xml", "<download_date>February 03, 2023</download_date>")),
            std::nullopt);
  EXPECT_EQ(EmbeddedTime(Document("ctgov_legacy_json",
                                  R"({"download_date": "ClinicalTrials.gov processed this data on May 9, 2021"})")),
            Utc(2021, 5, 9));
  EXPECT_EQ(EmbeddedTime(Document("ctgov_legacy_json", R"({"record_last_import":"2024-06-17 20:10:58"})")),
            Utc(2024, 6, 17, 20, 10, 58));
  EXPECT_EQ(ParseProcessedOn("processed this data on Smarch 1, 2020"), std::nullopt);
}

TEST(ObservedAtTest, IsoTimesHaveZonesOrAreUtc) {
  EXPECT_EQ(ParseIsoDateTime("2026-01-02T03:04:05Z"), Utc(2026, 1, 2, 3, 4, 5));
  EXPECT_EQ(ParseIsoDateTime("2026-01-02T03:04:05+08:00"), Utc(2026, 1, 1, 19, 4, 5));
  EXPECT_EQ(ParseIsoDateTime("2026-01-02T03:04:05"), Utc(2026, 1, 2, 3, 4, 5));
}

TEST(SideCarTest, ReadsItsKeysAndSkipsOthers) {
  const auto side_car = ParseSideCar(
      "\xEF\xBB\xBF# note\r\nobtained_at: 2026-01-02T03:04:05Z\r\nobtained_by: registry desk\nother: x\n"
      "origin: https://example.org/a:b\n");
  ASSERT_TRUE(side_car.ok());
  EXPECT_EQ(side_car->obtained_at, Utc(2026, 1, 2, 3, 4, 5));
  EXPECT_EQ(side_car->obtained_by, "registry desk");
  EXPECT_EQ(side_car->origin, "https://example.org/a:b");
  EXPECT_EQ(side_car->complete_set, "");
}

TEST(SideCarTest, RefusesWhatItCannotRead) {
  EXPECT_EQ(common::ErrorReason(ParseSideCar("obtained_at: yesterday").status()), "SIDE_CAR_INVALID");
  EXPECT_EQ(common::ErrorReason(ParseSideCar("no colon").status()), "SIDE_CAR_INVALID");
}

TEST(SideCarTest, SetIsOneClearName) {
  EXPECT_EQ(ParseSideCar("complete_set:  ictrp/covid-19\r\n")->complete_set, "ictrp/covid-19");
  EXPECT_EQ(ParseSideCar("complete_set: " + std::string(128, 'a'))->complete_set.size(), 128u);
  for (const std::string& wrong : {std::string(), std::string("two words"), std::string("caf\xC3\xA9"),
                                   std::string("a\x01"), std::string(129, 'a'), std::string("a\ncomplete_set: a")}) {
    EXPECT_EQ(common::ErrorReason(ParseSideCar("complete_set: " + wrong).status()), "SIDE_CAR_INVALID") << wrong;
  }
}

}  // namespace
}  // namespace trialweave::crawler
