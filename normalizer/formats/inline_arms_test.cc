#include "normalizer/formats/inline_arms.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::vector<std::pair<std::string, std::string>> Arms(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> arms;
  for (const InlineArm& arm : SplitInlineArms(text)) arms.emplace_back(arm.label, arm.text);
  return arms;
}

TEST(InlineArmsTest, SplitsWhatRegistriesRunTogether) {
  // IRCT
  EXPECT_THAT(
      Arms("Intervention 1: Intervention group: 2 ml of exosomes. Weekly. Intervention 2: Control group: saline."),
      ElementsAre(Pair("Intervention group", "2 ml of exosomes. Weekly."), Pair("Control group", "saline.")));
  // DRKS
  EXPECT_THAT(Arms("Intervention 1: injection of vesicles Intervention 2: none"),
              ElementsAre(Pair("Intervention 1", "injection of vesicles"), Pair("Intervention 2", "none")));
  // CTRI
  EXPECT_THAT(Arms("Intervention1: Exosomes: 1 mL once\nControl Intervention1: Hyaluronic acid: 2 mL"),
              ElementsAre(Pair("Intervention1", "Exosomes: 1 mL once"),
                          Pair("Control Intervention1", "Hyaluronic acid: 2 mL")));
  EXPECT_THAT(Arms("Study arm: exosomes\nControl arm: physiotherapy (stretching)"),
              ElementsAre(Pair("Study arm", "exosomes"), Pair("Control arm", "physiotherapy (stretching)")));
  EXPECT_THAT(Arms("Arm 1 (Exosomes): 1 mL; Arm 2 (Placebo): saline"),
              ElementsAre(Pair("Arm 1 (Exosomes)", "1 mL"), Pair("Arm 2 (Placebo)", "saline")));
  EXPECT_THAT(Arms("1. Exosome group: 1 mL\n2. Placebo group: saline"),
              ElementsAre(Pair("Exosome group", "1 mL"), Pair("Placebo group", "saline")));
}

TEST(InlineArmsTest, TellsArmsOfOneNameApart) {
  EXPECT_THAT(Arms("Intervention1: Group I: exosomes\nControl Intervention1: Group II: saline"),
              ElementsAre(Pair("Group I", "exosomes"), Pair("Control Intervention1: Group II", "saline")));
  EXPECT_THAT(
      Arms("Intervention 1: Intervention group: low dose. Intervention 2: Intervention group: high dose."),
      ElementsAre(Pair("Intervention group", "low dose."), Pair("Intervention 2: Intervention group", "high dose.")));
}

TEST(InlineArmsTest, KeepsWhatStandsBeforeTheFirstArm) {
  EXPECT_THAT(Arms("All patients have physiotherapy. Group A: exosomes. Group B: saline."),
              ElementsAre(Pair("", "All patients have physiotherapy."), Pair("Group A", "exosomes."),
                          Pair("Group B", "saline.")));
}

TEST(InlineArmsTest, KeepsSentencesThatSpeakOfArms) {
  EXPECT_THAT(
      Arms("Intervention 1: gel. Compared with intervention 2: 1 mL. Intervention 2: vaseline. In Intervention 1: "
           "and 2 all exercise"),
      ElementsAre(Pair("Intervention 1", "gel. Compared with intervention 2: 1 mL."),
                  Pair("Intervention 2", "vaseline. In Intervention 1: and 2 all exercise")));
  EXPECT_THAT(
      Arms("Experimental: exosomes; Active Comparator: plasma. Right arm: cuff. Age group: 40 to 60. Follow-up per "
           "arm: 12 months"),
      ElementsAre(
          Pair("Experimental", "exosomes"),
          Pair("Active Comparator", "plasma. Right arm: cuff. Age group: 40 to 60. Follow-up per arm: 12 months")));
}

TEST(InlineArmsTest, ManyHeadingsAreNoArms) {
  std::string text;
  for (int i = 0; i < 40'000; ++i) absl::StrAppend(&text, "g", i, " group: x\n");
  EXPECT_THAT(Arms(text), IsEmpty());
}

TEST(InlineArmsTest, LeavesOtherTextsWhole) {
  for (const char* text : {"", "Intervention group: exosomes weekly.", "Exosomes: 2 ml; saline: 2 ml",
                           "Patients of the control group: see above, and group: none",
                           "Group A: \nGroup B: ", "The dose of group 1. The dose of group 2."}) {
    EXPECT_THAT(Arms(text), IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace trialweave::normalizer
