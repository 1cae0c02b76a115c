#include "store/linkage/match/match_names.h"

#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

TEST(NamesSequelTest, SpeaksOfAnotherTrial) {
  EXPECT_TRUE(NamesSequel("An Open-Label Extension of the VIA study"));
  EXPECT_TRUE(NamesSequel("Langzeit-Verlängerung der Studie"));
  EXPECT_TRUE(NamesSequel("膝骨关节炎的长期随访研究"));
  EXPECT_TRUE(NamesSequel("Nachbeobachtung der Studie"));
  EXPECT_FALSE(NamesSequel("Vesicles for knees"));
  EXPECT_FALSE(NamesSequel("Discontinuation of ACE inhibitors"));
}

TEST(NamesPilotTest, SpeaksOfAPilot) {
  EXPECT_TRUE(NamesPilot("Vesicles for knees: a Pilot Study"));
  EXPECT_TRUE(NamesPilot("Machbarkeitsstudie zu Vesikeln"));
  EXPECT_TRUE(NamesPilot("Pilotforsøg med vesikler"));
  EXPECT_TRUE(NamesPilot("外泌体治疗膝痛的预试验"));
  EXPECT_FALSE(NamesPilot("Vesicles for pilots"));
}

TEST(NamesHospitalTest, ByWholeLatinWords) {
  EXPECT_TRUE(NamesHospital("The Second Hospital of Nordstadt University"));
  EXPECT_TRUE(NamesHospital("Universitätsklinikum Nordstadt"));
  EXPECT_FALSE(NamesHospital("Techniker Krankenkasse"));
  EXPECT_FALSE(NamesHospital("Nordstadt University"));
  EXPECT_FALSE(NamesHospital("北城医院")) << "the other one may be written in Latin letters";
}

}  // namespace
}  // namespace trialweave::store
