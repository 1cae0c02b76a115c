// Real records: ISRCTN's and ClinicalTrials.gov's as converted to JSON, and ClinicalTrials.gov's XML files against the
// same studies in the shape of the API, where both are at hand.
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include "gmock/gmock.h"
#include "normalizer/formats/ctgov_legacy_parser.h"
#include "normalizer/formats/ctgov_v2_parser.h"
#include "normalizer/formats/isrctn_parser.h"
#include "normalizer/formats/parser_testing.h"
#include "simdjson.h"

namespace trialweave::normalizer {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::string text;
  char buffer[1 << 16];
  gzFile file = gzopen(path.c_str(), "rb");
  for (int got = gzread(file, buffer, sizeof(buffer)); got > 0; got = gzread(file, buffer, sizeof(buffer)))
    text.append(buffer, got);
  gzclose(file);
  return text;
}

// The XML files in a tar archive: headers of 512 bytes, with the size in octal at 124, and bodies padded to 512.
std::vector<std::string> XmlFilesOf(const std::string& tar) {
  std::vector<std::string> files;
  for (size_t at = 0; at + 512 <= tar.size();) {
    const std::string name(tar.c_str() + at);
    const size_t size = std::strtoull(tar.substr(at + 124, 11).c_str(), nullptr, 8);
    if (name.ends_with(".xml") && at + 512 + size <= tar.size()) files.push_back(tar.substr(at + 512, size));
    at += 512 + (size + 511) / 512 * 512;
  }
  return files;
}

// What both tell in the same words, one line a fact.
std::vector<std::string> FactsOf(const v1::Registration& record) {
  const v1::Study& study = record.study();
  std::vector<std::string> facts = {"id " + record.registration_id(), "url " + record.url()};
  const auto add = [&](const std::string& name, const std::string& value) { facts.push_back(name + " " + value); };
  for (const v1::Identifier& id : record.aliases()) add("alias", id.value());
  for (const v1::Identifier& id : record.secondary_ids())
    add("secondary", id.value() + "|" + id.printed() + "|" + id.type());
  add("status", v1::RecruitmentStatus_Name(study.status()));
  add("last known", v1::RecruitmentStatus_Name(study.last_known_status()));
  add("type", v1::StudyType_Name(study.study_type()));
  for (int phase : study.phases()) add("phase", v1::Phase_Name(static_cast<v1::Phase>(phase)));
  add("enrollment", study.enrollment().has_count() ? std::to_string(study.enrollment().count()) : "none");
  add("enrollment kind", v1::DateKind_Name(study.enrollment().kind()));
  add("start", Show(study.start_date()));
  add("primary completion", Show(study.primary_completion_date()));
  add("completion", Show(study.completion_date()));
  add("registered", Show(study.registration_date()));
  add("updated", Show(study.last_update_date()));
  add("results", Show(study.results_date()) + (study.has_results() ? " yes" : " no"));
  add("allocation", v1::Allocation_Name(study.design().allocation_class()));
  for (const v1::Sponsor& sponsor : study.sponsors()) {
    add("sponsor", (sponsor.names_size() > 0 ? sponsor.names(0).text() : "") + "|" +
                       v1::AgencyClass_Name(sponsor.agency_class()) + (sponsor.lead() ? "|lead" : ""));
  }
  for (const v1::Condition& condition : study.conditions()) add("condition", condition.names(0).text());
  add("sex", v1::Sex_Name(study.eligibility().sex()));
  add("ages", study.eligibility().minimum_age() + " to " + study.eligibility().maximum_age());
  for (const std::string& country : study.countries()) add("country", country);
  for (const v1::Reference& reference : study.references()) add("reference", reference.pmid() + "|" + reference.doi());
  add("outcomes", std::to_string(study.outcomes_size()));
  add("arms", std::to_string(study.arms_size()));
  add("interventions", std::to_string(study.interventions_size()));
  return facts;
}

class LegacyFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("TRIALWEAVE_DATA");
    root_ = folder == nullptr ? "" : folder;
    if (root_.empty() || !fs::exists(root_ / "registries")) GTEST_SKIP() << "TRIALWEAVE_DATA names no data folder";
  }

  // The records of a file with one a line.
  std::vector<v1::Registration> ReadLines(Parser parse, const std::string& path) {
    std::vector<v1::Registration> records;
    std::ifstream in(root_ / path);
    for (std::string line; std::getline(in, line);) {
      records.push_back(Record(parse, line));
      NoteUnmapped(records.back().study());
      ExpectNoPersonalData(records.back());
    }
    return records;
  }

  void NoteUnmapped(const v1::Study& study) {
    for (const std::string& word : study.unmapped()) {
      // "Double (Participant, Investigator)": who is masked stands in the same word.
      if (!word.starts_with("masking: ")) ++unmapped_[word];
    }
    for (const std::string& word : study.unmapped_countries()) ++unmapped_[word];
  }

  // A file is a record, with what every record of the register has and nothing that no vocabulary knows.
  v1::Registration ReadOne(const std::string& document) {
    v1::Registration record = Record(ParseCtgovLegacyXml, document);
    const v1::Study& study = record.study();
    EXPECT_EQ(study.titles_size(), 1) << record.registration_id();
    EXPECT_TRUE(study.registration_date().has_date()) << record.registration_id();
    EXPECT_NE(study.status(), v1::RECRUITMENT_STATUS_UNSPECIFIED) << record.registration_id();
    EXPECT_NE(study.study_type(), v1::STUDY_TYPE_UNSPECIFIED) << record.registration_id();
    EXPECT_TRUE(study.has_has_results()) << record.registration_id();
    NoteUnmapped(study);
    // Its sponsor is masked, and nothing else in the record says that it is a person.
    if (record.registration_id() != "NCT00006591") ExpectNoPersonalData(record);
    return record;
  }

  fs::path root_;
  std::map<std::string, int> unmapped_;
};

TEST_F(LegacyFilesTest, EveryFileIsRead) {
  int files = 0;
  for (const auto& entry : fs::directory_iterator(root_ / "registries/clinicaltrials_gov/legacy_xml")) {
    const v1::Registration record = ReadOne(ReadAll(entry.path()));
    EXPECT_EQ(record.registration_id(), entry.path().stem().string());
    ++files;
  }
  EXPECT_EQ(files, 190);
  EXPECT_THAT(unmapped_, testing::IsEmpty());
}

TEST_F(LegacyFilesTest, EveryConvertedStudyIsRead) {
  const std::vector<v1::Registration> records =
      ReadLines(ParseCtgovLegacyJson, "registries/clinicaltrials_gov/legacy_via_ctrdata_3.ndjson");
  ASSERT_EQ(records.size(), 3u);
  for (const v1::Registration& record : records) {
    EXPECT_EQ(record.study().status() == v1::RECRUITMENT_STATUS_TERMINATED, record.registration_id() == "NCT03443973");
    EXPECT_TRUE(record.study().has_results());
    EXPECT_GT(record.study().enrollment().count(), 300);
    EXPECT_GT(record.study().sites_size(), 0);
    EXPECT_EQ(record.study().summaries(0).text().find("&#xD;"), std::string::npos);
  }
  EXPECT_EQ(records[0].secondary_ids(1).value(), "EUCTR2017-002227-13");
  EXPECT_THAT(unmapped_, testing::IsEmpty());
}

TEST_F(LegacyFilesTest, EveryConvertedTrialOfIsrctnIsRead) {
  const std::vector<v1::Registration> records =
      ReadLines(ParseIsrctnJson, "registries/isrctn/isrctn_via_ctrdata_9.ndjson");
  ASSERT_EQ(records.size(), 9u);
  int stopped = 0, references = 0, results = 0;
  for (const v1::Registration& record : records) {
    const v1::Study& study = record.study();
    EXPECT_EQ(record.registration_id().size(), 14u);
    EXPECT_EQ(study.titles_size() + study.official_titles_size(), 2);
    EXPECT_EQ(study.study_type(), v1::STUDY_TYPE_INTERVENTIONAL);
    EXPECT_THAT(study.phases(), testing::ElementsAre(v1::PHASE_PHASE3));
    EXPECT_TRUE(study.enrollment().has_count());
    EXPECT_TRUE(study.start_date().has_date());
    EXPECT_TRUE(study.completion_date().has_date());
    EXPECT_GT(study.countries_size(), 0);
    EXPECT_EQ(study.ethics_reviews_size(), 1);
    EXPECT_EQ(study.eligibility().sex(), v1::SEX_ALL);
    stopped += study.status() == v1::RECRUITMENT_STATUS_TERMINATED ? 1 : 0;
    references += study.references_size();
    results += study.has_results() ? 1 : 0;
  }
  EXPECT_EQ(stopped, 1);
  EXPECT_EQ(references, 15);
  EXPECT_EQ(results, 5);
  EXPECT_THAT(unmapped_, testing::IsEmpty());
}

TEST_F(LegacyFilesTest, FilesSayWhatTheSameStudiesSayInTheShapeOfTheApi) {
  std::map<std::string, std::vector<std::string>> expected;
  for (const auto& entry : fs::directory_iterator(root_ / "bulk/ctgov_v2_shaped_pages")) {
    simdjson::dom::parser parser;
    const simdjson::dom::element page = parser.parse(ReadAll(entry.path()));
    for (const simdjson::dom::element study : page["studies"]) {
      const v1::Registration record = Record(ParseCtgovV2, simdjson::minify(study));
      expected[record.registration_id()] = FactsOf(record);
    }
  }
  std::map<std::string, int> differing;
  std::map<std::string, std::string> examples;
  size_t files = 0, facts = 0;
  for (const std::string& document : XmlFilesOf(ReadAll(root_ / "bulk/ctgov_legacy_xml.tar.gz"))) {
    const v1::Registration record = ReadOne(document);
    ++files;
    const std::vector<std::string> found = FactsOf(record);
    const std::vector<std::string>& want = expected[record.registration_id()];
    facts += want.size();
    const std::multiset<std::string> have(found.begin(), found.end()), wanted(want.begin(), want.end());
    std::vector<std::string> difference;
    std::set_symmetric_difference(have.begin(), have.end(), wanted.begin(), wanted.end(),
                                  std::back_inserter(difference));
    std::set<std::string> names;
    for (const std::string& fact : difference) names.insert(fact.substr(0, fact.find(' ')));
    for (const std::string& name : names) ++differing[name];
    for (const std::string& fact : difference) {
      std::string& example = examples[fact.substr(0, fact.find(' '))];
      if (example.size() < 400)
        example += record.registration_id() + (have.count(fact) != 0 ? " xml: " : " api: ") + fact + "\n";
    }
  }
  EXPECT_EQ(files, 6035u);
  EXPECT_GT(facts, 20u * files);
  // A country that is no more.
  EXPECT_THAT(unmapped_, testing::UnorderedElementsAre(testing::Pair("Former Yugoslavia", 2)));
  // Two sponsors that are masked in one of the two sets only.
  EXPECT_LE(differing["sponsor"], 2) << examples["sponsor"];
  differing.erase("sponsor");
  for (const auto& [name, count] : differing)
    ADD_FAILURE() << name << " differs in " << count << " studies:\n" << examples[name];
}

}  // namespace
}  // namespace trialweave::normalizer
