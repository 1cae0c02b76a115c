// The parsers over real registry files, where they are at hand.
#include <cstdlib>
#include <filesystem>
#include <set>

#include "gmock/gmock.h"
#include "normalizer/formats/chictr_xml_parser.h"
#include "normalizer/formats/ctgov_v2_parser.h"
#include "normalizer/formats/ctis_json_parser.h"
#include "normalizer/formats/euctr_json_parser.h"
#include "normalizer/formats/euctr_text_parser.h"
#include "normalizer/formats/ictrp_portal_xml_parser.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

// Top-level objects of a JSON array, cut by depth.
std::vector<std::string> CutArray(const std::string& text) {
  std::vector<std::string> objects;
  int depth = 0;
  size_t start = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) i += text[i] == '\\' ? 1 : 0;
    } else if (text[i] == '{' && depth++ == 0) {
      start = i;
    } else if (text[i] == '}' && --depth == 0) {
      objects.push_back(text.substr(start, i + 1 - start));
    }
  }
  return objects;
}

std::vector<std::string> CutElements(const std::string& text, const std::string& name) {
  std::vector<std::string> elements;
  const std::string open = "<" + name + ">", close = "</" + name + ">";
  for (size_t at = text.find(open); at != std::string::npos; at = text.find(open, at + 1)) {
    elements.push_back(text.substr(at, text.find(close, at) + close.size() - at));
  }
  return elements;
}

class RegistryFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("TRIALWEAVE_DATA");
    root_ = folder == nullptr ? "" : folder;
    if (root_.empty() || !std::filesystem::exists(root_ / "registries"))
      GTEST_SKIP() << "TRIALWEAVE_DATA names no data folder";
  }

  std::string Read(const std::string& path) {
    std::ifstream in(root_ / path, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  }

  // Every document is a record with what every registry entry has; returns them.
  std::vector<v1::Registration> ReadAll(Parser parse, const std::vector<std::string>& documents) {
    std::vector<v1::Registration> records;
    for (const std::string& document : documents) {
      records.push_back(Record(parse, document));
      const v1::Registration& record = records.back();
      EXPECT_GT(record.study().titles_size() + record.study().official_titles_size(), 0) << record.registration_id();
      EXPECT_TRUE(record.study().registration_date().has_date()) << record.registration_id();
      EXPECT_NE(record.study().study_type(), v1::STUDY_TYPE_UNSPECIFIED) << record.registration_id();
      EXPECT_THAT(record.study().unmapped(), testing::IsEmpty()) << record.registration_id();
      unmapped_countries_.insert(record.study().unmapped_countries().begin(),
                                 record.study().unmapped_countries().end());
      ExpectNoPersonalData(record);
    }
    return records;
  }

  std::filesystem::path root_;
  std::set<std::string> unmapped_countries_;
};

TEST_F(RegistryFilesTest, EveryStudyOfClinicalTrialsGovIsRead) {
  const auto records = ReadAll(ParseCtgovV2, CutArray(Read("registries/clinicaltrials_gov/v2_native_128.json")));
  ASSERT_EQ(records.size(), 128u);
  int aliases = 0;
  for (const v1::Registration& record : records) {
    EXPECT_EQ(record.registry(), "ctgov");
    EXPECT_NE(record.study().status(), v1::RECRUITMENT_STATUS_UNSPECIFIED);
    EXPECT_TRUE(record.study().enrollment().has_count()) << record.registration_id();
    EXPECT_EQ(record.study().phases().empty(), record.study().study_type() == v1::STUDY_TYPE_OBSERVATIONAL);
    aliases += record.aliases_size();
  }
  EXPECT_EQ(aliases, 1);
  EXPECT_THAT(unmapped_countries_, testing::IsEmpty());
}

TEST_F(RegistryFilesTest, EveryTrialOfCtisIsRead) {
  const auto records = ReadAll(ParseCtisJson, CutArray(Read("registries/ctis/ctis_via_ctrdata_4.ndjson")));
  ASSERT_EQ(records.size(), 4u);
  const std::vector<std::pair<std::string, int>> expected = {
      {"CTIS2023-508143-51", 11}, {"CTIS2022-500244-37", 440}, {"CTIS2024-510663-34", 11}, {"CTIS2023-505613-24", 32}};
  for (size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i].registration_id(), expected[i].first);
    EXPECT_EQ(records[i].study().enrollment().count(), expected[i].second);
    EXPECT_NE(records[i].study().status(), v1::RECRUITMENT_STATUS_UNSPECIFIED);
    EXPECT_EQ(records[i].study().phases_size(), 1);
    EXPECT_GT(records[i].study().interventions_size(), 0);
    EXPECT_GT(records[i].study().sites_size(), 0);
  }
  EXPECT_THAT(unmapped_countries_, testing::IsEmpty());
}

TEST_F(RegistryFilesTest, EveryCountryOfEuctrIsRead) {
  const std::string text = Read("registries/euctr/full_trial_details_10.txt");
  std::vector<std::string> documents;
  for (size_t at = text.find("\nSummary\n"); at != std::string::npos;) {
    const size_t next = text.find("\nSummary\n", at + 1);
    documents.push_back(text.substr(at + 1, next == std::string::npos ? next : next - at));
    at = next;
  }
  const auto records = ReadAll(ParseEuctrText, documents);
  ASSERT_EQ(records.size(), 10u);
  std::string parts;
  for (const v1::Registration& record : records) {
    parts += record.country_part() + " ";
    EXPECT_EQ(record.registry(), "eudract");
    EXPECT_NE(record.study().status(), v1::RECRUITMENT_STATUS_UNSPECIFIED);
    EXPECT_TRUE(record.study().enrollment().has_count());
    EXPECT_GT(record.study().phases_size(), 0);
    EXPECT_GT(record.study().interventions_size(), 0);
    EXPECT_EQ(record.study().ethics_reviews_size(), 1);
  }
  EXPECT_EQ(parts, "ES SE SE FR ES GR PL PL PT HU ");
  EXPECT_THAT(unmapped_countries_, testing::IsEmpty());
}

TEST_F(RegistryFilesTest, EveryObjectOfEuctrIsRead) {
  const auto records = ReadAll(ParseEuctrJson, CutArray(Read("registries/euctr/euctr_via_ctrdata_4.ndjson")));
  ASSERT_EQ(records.size(), 4u);
  const std::vector<std::pair<std::string, int>> expected = {{"EUCTR2016-004489-24", 172},
                                                             {"EUCTR2022-000099-20", 28860},
                                                             {"EUCTR2019-002663-10", 100},
                                                             {"EUCTR2013-000615-24", 50}};
  for (size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i].registration_id(), expected[i].first);
    EXPECT_EQ(records[i].country_part().size(), 2u);
    EXPECT_EQ(records[i].study().enrollment().count(), expected[i].second);
    EXPECT_GT(records[i].study().interventions_size(), 0);
  }
  EXPECT_THAT(unmapped_countries_, testing::IsEmpty());
}

TEST_F(RegistryFilesTest, EveryRowOfIctrpIsRead) {
  const auto rows = ReadAll(ParseIctrpPortalXml, CutElements(Read("registries/ictrp/portal_2024_95.xml"), "Trial"));
  ASSERT_EQ(rows.size(), 95u);
  int statuses = 0, countries = 0;
  for (const v1::Registration& row : rows) {
    statuses += row.study().status() != v1::RECRUITMENT_STATUS_UNSPECIFIED ? 1 : 0;
    countries += row.country_part().empty() ? 0 : 1;
  }
  // Two rows print no status at all.
  EXPECT_EQ(statuses, 93);
  EXPECT_EQ(countries, 28);
  // Regions that jRCT prints among its countries.
  EXPECT_THAT(unmapped_countries_, testing::UnorderedElementsAre("Asia except Japan", "North America", "South America",
                                                                 "Europe", "Oceania"));
}

TEST_F(RegistryFilesTest, EveryRowOfTheOlderSchemaIsRead) {
  const auto rows = ReadAll(ParseIctrpPortalXml, CutElements(Read("registries/ictrp/portal_2020_578.xml"), "Trial"));
  ASSERT_EQ(rows.size(), 578u);
  EXPECT_THAT(unmapped_countries_, testing::UnorderedElementsAre("Wuhan"));
}

TEST_F(RegistryFilesTest, TheRecordOfChictrIsRead) {
  const auto records =
      ReadAll(ParseChictrXml, CutElements(Read("registries/chictr/native_ChiCTR2000034346.xml"), "Triall"));
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].registration_id(), "ChiCTR2000034346");
  EXPECT_EQ(records[0].study().status(), v1::RECRUITMENT_STATUS_COMPLETED);
  EXPECT_EQ(records[0].study().enrollment().count(), 3239);
}

}  // namespace
}  // namespace trialweave::normalizer
