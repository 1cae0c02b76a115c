#include "normalizer/vocabulary/vocabulary.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/vocabulary/vocabulary_data.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

std::string EmptyFolder(const std::string& name) {
  const std::filesystem::path dir = std::filesystem::path(std::getenv("TEST_TMPDIR")) / name;
  std::filesystem::remove_all(dir);
  std::filesystem::create_directories(dir);
  return dir.string();
}

TEST(VocabularyTest, KnowsTheWordsOfEachSource) {
  const auto vocabulary = Vocabulary::Embedded();
  EXPECT_THAT(vocabulary->Status("ctgov", "ACTIVE_NOT_RECRUITING"),
              Optional(v1::RECRUITMENT_STATUS_ACTIVE_NOT_RECRUITING));
  EXPECT_THAT(vocabulary->Status("ictrp", "Not recruiting"), Optional(v1::RECRUITMENT_STATUS_NOT_RECRUITING));
  EXPECT_THAT(vocabulary->Status("chictr", "正在进行"), Optional(v1::RECRUITMENT_STATUS_RECRUITING));
  EXPECT_THAT(vocabulary->Status("nhc", "进行中（招募完成）"), Optional(v1::RECRUITMENT_STATUS_ACTIVE_NOT_RECRUITING));
  EXPECT_THAT(vocabulary->StudyType("chictr", "Health services  reaserch"), Optional(v1::STUDY_TYPE_OTHER));
  EXPECT_THAT(vocabulary->Sex("ictrp", "Both males and females"), Optional(v1::SEX_ALL));
}

TEST(VocabularyTest, KnowsAllocationMaskingAndUnits) {
  const auto vocabulary = Vocabulary::Embedded();
  EXPECT_THAT(vocabulary->Allocation("ctgov", "NA"), Optional(v1::ALLOCATION_NOT_APPLICABLE));
  EXPECT_THAT(vocabulary->Allocation("ictrp", "Not randomized"), Optional(v1::ALLOCATION_NON_RANDOMIZED));
  EXPECT_THAT(vocabulary->Allocation("cde", "随机化"), Optional(v1::ALLOCATION_RANDOMIZED));
  // A word of the pick list that says nothing of it: known, without a value.
  EXPECT_THAT(vocabulary->Allocation("ictrp", "Other"), Optional(v1::ALLOCATION_UNSPECIFIED));
  EXPECT_THAT(vocabulary->Masking("ictrp", "Open (masking not used)"), Optional(v1::MASKING_NONE));
  EXPECT_THAT(vocabulary->Masking("cde", "双盲"), Optional(v1::MASKING_DOUBLE));
  EXPECT_THAT(vocabulary->AgeUnit("ictrp", "year(s)"), Optional(v1::AGE_UNIT_YEARS));
  EXPECT_THAT(vocabulary->AgeUnit("ictrp", "か月"), Optional(v1::AGE_UNIT_MONTHS));
}

TEST(VocabularyTest, KnowsTheStatusesOfTheRegistersBehindIctrp) {
  const auto vocabulary = Vocabulary::Embedded();
  EXPECT_THAT(vocabulary->Status("ictrp", "Recruiting complete, follow-up complete"),
              Optional(v1::RECRUITMENT_STATUS_COMPLETED));
  EXPECT_THAT(vocabulary->Status("ictrp", "Closed to Recruitment of Participants"),
              Optional(v1::RECRUITMENT_STATUS_ACTIVE_NOT_RECRUITING));
  EXPECT_THAT(vocabulary->Status("ictrp", "Pending (Not yet recruiting)"),
              Optional(v1::RECRUITMENT_STATUS_NOT_YET_RECRUITING));
  EXPECT_THAT(vocabulary->Status("ictrp", "Terminated (Halted Prematurely)"),
              Optional(v1::RECRUITMENT_STATUS_TERMINATED));
  EXPECT_EQ(vocabulary->Status("ictrp", "N/A"), std::nullopt);
}

TEST(VocabularyTest, ReadsPhasesAsSets) {
  const auto vocabulary = Vocabulary::Embedded();
  EXPECT_THAT(vocabulary->Phases("ictrp", "Phase 2/Phase 3"),
              Optional(ElementsAre(v1::PHASE_PHASE2, v1::PHASE_PHASE3)));
  EXPECT_THAT(vocabulary->Phases("chictr", "0"), Optional(ElementsAre(v1::PHASE_PILOT)));
  EXPECT_THAT(vocabulary->Phases("nhc", "Ⅱ期"), Optional(ElementsAre(v1::PHASE_PHASE2)));
  EXPECT_EQ(vocabulary->Phases("ictrp", "2-Mar"), std::nullopt);
}

TEST(VocabularyTest, MapsCountriesOfBothLanguages) {
  const auto vocabulary = Vocabulary::Embedded();
  EXPECT_THAT(vocabulary->Country("Korea, Republic of"), Optional(std::string("KR")));
  EXPECT_THAT(vocabulary->Country(" china? "), Optional(std::string("CN")));
  EXPECT_THAT(vocabulary->Country("德国"), Optional(std::string("DE")));
  EXPECT_THAT(vocabulary->Country("Türkiye"), Optional(std::string("TR")));
  EXPECT_THAT(vocabulary->Country("U.S.A."), Optional(std::string("US")));
  EXPECT_THAT(vocabulary->Country("Virgin Islands, U.S."), Optional(std::string("VI")));
  EXPECT_THAT(vocabulary->Country("Scotland"), Optional(std::string("GB")));
  EXPECT_THAT(vocabulary->Country("The People's Republic of China"), Optional(std::string("CN")));
  EXPECT_EQ(vocabulary->Country("Wuhan"), std::nullopt);
}

TEST(VocabularyTest, ToldSpellingsOfNothing) {
  const auto vocabulary = Vocabulary::Embedded();
  for (const char* word :
       {"", "  ", "N/A", "n/a", "Nil known", "无", "None.", "无。", "登记人暂未填写该信息", "Not Applicable"}) {
    EXPECT_TRUE(vocabulary->IsNull("title", word)) << word;
  }
  EXPECT_TRUE(vocabulary->IsNull("age", "No limit"));
  EXPECT_FALSE(vocabulary->IsNull("title", "No limit"));
}

TEST(VocabularyTest, EverySpellingOfNothingIsKnownInEveryDress) {
  const auto vocabulary = Vocabulary::Embedded();
  for (const EmbeddedFile& file : EmbeddedVocabulary()) {
    if (std::string_view(file.name) != "nulls.tsv") continue;
    std::istringstream lines(file.content);
    for (std::string line; std::getline(lines, line);) {
      const size_t tab = line.find('\t');
      if (line.starts_with("#") || tab == std::string::npos) continue;
      const std::string field = line.substr(0, tab), word = line.substr(tab + 1);
      const std::string capitals = absl::AsciiStrToUpper(word), spaced = " " + word, ended = word + ".";
      for (const std::string& dressed : {word, capitals, spaced, ended}) {
        EXPECT_TRUE(vocabulary->IsNull(field == "*" ? "title" : field, dressed)) << field << ": " << dressed;
      }
    }
  }
}

TEST(VocabularyTest, AFolderReplacesSingleFilesAndTheVersion) {
  const std::string dir = EmptyFolder("replace");
  std::ofstream(dir + "/status.tsv") << "ctgov\tRECRUITING\tCOMPLETED\n";
  const auto vocabulary = Vocabulary::Load(dir);
  ASSERT_TRUE(vocabulary.ok()) << vocabulary.status();
  EXPECT_THAT((*vocabulary)->Status("ctgov", "recruiting"), Optional(v1::RECRUITMENT_STATUS_COMPLETED));
  EXPECT_EQ((*vocabulary)->Status("ctgov", "COMPLETED"), std::nullopt);
  EXPECT_THAT((*vocabulary)->Country("Germany"), Optional(std::string("DE")));
  EXPECT_NE((*vocabulary)->version(), Vocabulary::Embedded()->version());
}

TEST(VocabularyTest, RefusesAFileThatItDoesNotUnderstand) {
  const std::string dir = EmptyFolder("bad");
  std::ofstream(dir + "/phase.tsv") << "*\tPhase 9\tPHASE9\n";
  EXPECT_EQ(common::ErrorReason(Vocabulary::Load(dir).status()), "VOCABULARY_INVALID");
  std::ofstream(dir + "/phase.tsv") << "*\tPhase 2\tPHASE2\n*\tphase  2\tPHASE3\n";
  const auto twice = Vocabulary::Load(dir);
  EXPECT_EQ(common::ErrorReason(twice.status()), "VOCABULARY_INVALID");
  EXPECT_THAT(std::string(twice.status().message()), testing::HasSubstr("phase.tsv:2"));
  EXPECT_EQ(common::ErrorReason(Vocabulary::Load(dir + "/absent").status()), "VOCABULARY_NOT_FOUND");
}

}  // namespace
}  // namespace trialweave::normalizer
