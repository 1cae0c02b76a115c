// Tables of real records, where they are at hand: every row is a record under the identifier that the file has.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/registry_id.h"
#include "crawler/containers/container_splitter.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/document_normalizer.h"

namespace trialweave {
namespace {

namespace fs = std::filesystem;
using Row = std::vector<std::string>;

// A reader of its own: comma, quotes, no repairs.
std::vector<Row> ReadCsv(const std::string& text) {
  std::vector<Row> rows(1, Row(1));
  bool quoted = false;
  for (size_t i = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; i < text.size(); ++i) {
    const char c = text[i];
    std::string& field = rows.back().back();
    if (quoted) {
      if (c != '"') field += c;
      if (c == '"' && i + 1 < text.size() && text[i + 1] == '"')
        field += text[i++];
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      rows.back().emplace_back();
    } else if (c == '\n') {
      rows.push_back(Row(1));
    } else if (c != '\r') {
      field += c;
    }
  }
  if (rows.back() == Row(1)) rows.pop_back();
  return rows;
}

std::string Quoted(const std::string& field) {
  return absl::StrCat("\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}), "\"");
}

class TablesTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("TRIALWEAVE_DATA");
    root_ = folder == nullptr ? "" : folder;
    if (root_.empty() || !fs::exists(root_ / "registries")) GTEST_SKIP() << "TRIALWEAVE_DATA names no data folder";
  }

  std::string Read(const std::string& path) {
    std::ifstream in(root_ / path, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  }

  // All records of a table; none may be a dead letter.
  std::vector<v1::NormalizedRecord> Normalize(const std::string& bytes, const std::string& format) {
    std::vector<v1::NormalizedRecord> records;
    crawler::StringSource source(bytes);
    const auto result = crawler::SplitContainer(&source, "file_drop", {}, {}, [&](v1::RecordDocument document) {
      EXPECT_EQ(document.format(), format);
      const normalizer::NormalizeResult normalized = normalizer_.Normalize(document);
      if (const auto* cause = std::get_if<v1::DeadLetterCause>(&normalized)) {
        ADD_FAILURE() << cause->message() << ": " << document.content().substr(0, 80);
      } else {
        records.push_back(std::get<v1::NormalizedRecord>(normalized));
      }
      return absl::OkStatus();
    });
    EXPECT_TRUE(result.ok());
    return records;
  }

  static void ExpectIds(const std::vector<v1::NormalizedRecord>& records, const std::vector<std::string>& ids,
                        const std::string& path) {
    ASSERT_EQ(records.size(), ids.size()) << path;
    for (size_t i = 0; i < ids.size(); ++i) {
      const v1::Registration& registration = records[i].registration();
      const auto id = common::ParseRegistryId(ids[i]);
      ASSERT_TRUE(id.has_value()) << ids[i];
      EXPECT_EQ(registration.registration_id(), id->value) << path;
      EXPECT_EQ(registration.country_part(), id->country) << path;
      // A sponsor who is a person and no contact of the row is known by a title only, which masking has taken away.
      v1::Registration unsponsored = registration;
      unsponsored.mutable_study()->clear_sponsors();
      const std::string text = unsponsored.DebugString();
      for (const char* token : {"Masked Person", "masked@example.org", "+00 0000 0000", "Masked Address"}) {
        EXPECT_EQ(text.find(token), std::string::npos) << ids[i] << " holds " << token;
      }
    }
  }

  fs::path root_;
  const normalizer::DocumentNormalizer normalizer_{normalizer::Vocabulary::Embedded(), normalizer::ParseLimits()};
};

TEST_F(TablesTest, EveryRowOfIctrpIsARecord) {
  for (const char* path :
       {"registries/ictrp/covid_2020-04-07.csv", "registries/ictrp/covid_2020-04-15.csv",
        "registries/ictrp/full_export_sample_main_125.csv", "registries/ictrp/full_export_sample_im_127.csv",
        "registries/ev_trials/ictrp_covid_2020-04_ev.csv", "registries/ev_trials/ictrp_covid_2020-07-22_ev.csv",
        "registries/ev_trials/ictrp_covid_2020-12-16_ev_cleaned.csv"}) {
    const std::string bytes = Read(path);
    std::vector<Row> rows = ReadCsv(bytes);
    const size_t key = static_cast<size_t>(
        std::find_if(rows[0].begin(), rows[0].end(),
                     [](const std::string& name) { return absl::AsciiStrToLower(name) == "trialid"; }) -
        rows[0].begin());
    std::vector<std::string> ids;
    for (size_t i = 1; i < rows.size(); ++i) ids.push_back(rows[i].at(key));
    ExpectIds(Normalize(bytes, "ictrp_csv"), ids, path);
  }
}

// The rows of the samples in the order of the weekly full export, without a header row, are the same records.
TEST_F(TablesTest, TheFullExportWithoutAHeaderIsTheSame) {
  Row columns;
  std::ifstream list(root_ / "registries/ictrp/full_export_fields.txt");
  for (std::string line; std::getline(list, line);) {
    const std::string name(absl::StripAsciiWhitespace(line));
    if (!name.empty() && name.find(' ') == std::string::npos && name[0] != '-') columns.push_back(name);
  }
  ASSERT_EQ(columns.size(), 62u);
  for (const char* path :
       {"registries/ictrp/full_export_sample_main_125.csv", "registries/ictrp/full_export_sample_im_127.csv"}) {
    const std::vector<Row> rows = ReadCsv(Read(path));
    std::map<std::string, size_t> index;
    for (size_t i = 0; i < rows[0].size(); ++i) index[absl::AsciiStrToLower(rows[0][i])] = i;
    index["date_enrollement"] = index.at("date_enrollment");
    std::string bytes;
    for (size_t i = 1; i < rows.size(); ++i) {
      Row ordered;
      for (const std::string& column : columns)
        ordered.push_back(Quoted(rows[i].at(index.at(absl::AsciiStrToLower(column)))));
      absl::StrAppend(&bytes, absl::StrJoin(ordered, ","), "\r\n");
    }
    const auto with = Normalize(Read(path), "ictrp_csv"), without = Normalize(bytes, "ictrp_full_csv");
    ASSERT_EQ(with.size(), without.size());
    for (size_t i = 0; i < with.size(); ++i) {
      EXPECT_EQ(with[i].content_digest(), without[i].content_digest()) << with[i].registration().registration_id();
    }
  }
}

TEST_F(TablesTest, EveryTrialOfTheDrugTrialPlatformIsARecordOfEachTable) {
  for (const auto& [path, format] : std::map<std::string, std::string>{{"trial_info", "cde_csv"},
                                                                       {"trial_endpoint", "cde_endpoints_csv"},
                                                                       {"trial_ec_info", "cde_ethics_csv"},
                                                                       {"trial_site_info", "cde_sites_csv"}}) {
    const std::string bytes = Read("registries/chinadrugtrials/" + path + ".csv");
    std::vector<std::string> ids;
    for (const Row& row : ReadCsv(bytes)) {
      if (ids.empty() || ids.back() != row[0]) ids.push_back(row[0]);
    }
    ASSERT_EQ(ids.size(), 46u);
    const auto records = Normalize(bytes, format);
    ExpectIds(records, ids, path);
    std::set<std::string> unmapped;
    for (const v1::NormalizedRecord& record : records) {
      const v1::Study& study = record.registration().study();
      unmapped.insert(study.unmapped().begin(), study.unmapped().end());
      unmapped.insert(study.unmapped_countries().begin(), study.unmapped_countries().end());
    }
    EXPECT_THAT(unmapped, testing::IsEmpty()) << path;
  }
}

}  // namespace
}  // namespace trialweave
