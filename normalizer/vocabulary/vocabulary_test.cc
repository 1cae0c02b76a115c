#include "normalizer/vocabulary/vocabulary.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

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
  EXPECT_EQ(common::ErrorReason(Vocabulary::Load(dir + "/absent").status()), "VOCABULARY_NOT_FOUND");
}

}  // namespace
}  // namespace trialweave::normalizer
