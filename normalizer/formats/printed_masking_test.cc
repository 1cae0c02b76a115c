#include "normalizer/formats/printed_masking.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

PrintedMasking Read(std::string_view text) {
  static const auto vocabulary = Vocabulary::Embedded();
  return ReadMasking(text, "ictrp", *vocabulary);
}

TEST(PrintedMaskingTest, ReadsTheWordsOfTheRegistries) {
  for (const char* text : {"None (Open Label)", "NONE", "Open (masking not used)", "Open Label,", "Not blinded", "开放",
                           "Open-label", "非盲"}) {
    EXPECT_THAT(Read(text).masking, Optional(v1::MASKING_NONE)) << text;
    EXPECT_THAT(Read(text).roles, IsEmpty()) << text;
  }
  for (const char* text : {"Double-blind", "DOUBLE", "Double blinded", "双盲", "Double,", "Double Blind"}) {
    EXPECT_THAT(Read(text).masking, Optional(v1::MASKING_DOUBLE)) << text;
  }
  EXPECT_THAT(Read("单盲").masking, Optional(v1::MASKING_SINGLE));
  EXPECT_THAT(Read("Masked").masking, Optional(v1::MASKING_MASKED));
  EXPECT_THAT(Read("Blinded (masking used)").masking, Optional(v1::MASKING_MASKED));
}

TEST(PrintedMaskingTest, ReadsTheRolesInBrackets) {
  const PrintedMasking read = Read("Double (Participant, Investigator)");
  EXPECT_THAT(read.masking, Optional(v1::MASKING_DOUBLE));
  EXPECT_THAT(read.roles, ElementsAre("Participant", "Investigator"));
  EXPECT_THAT(Read("Quadruple (Participant, Care Provider, Investigator, Outcomes Assessor)").roles,
              ElementsAre("Participant", "Care Provider", "Investigator", "Outcomes Assessor"));
  EXPECT_THAT(Read("Single Blind (Subject)").masking, Optional(v1::MASKING_SINGLE));
  EXPECT_THAT(Read("Single Blind (Subject)").roles, ElementsAre("Subject"));
  // The words before the brackets count, not the roles.
  EXPECT_THAT(Read("Double (Participant)").masking, Optional(v1::MASKING_DOUBLE));
  EXPECT_THAT(Read("Blinded (patient/subject, investigator/therapist)").masking, Optional(v1::MASKING_MASKED));
  EXPECT_THAT(Read("Blinded (assessor)").roles, ElementsAre("assessor"));
}

TEST(PrintedMaskingTest, CountsRolesThatStandAlone) {
  const PrintedMasking read = Read("Participant, Investigator and Outcome Assessor Blinded");
  EXPECT_THAT(read.masking, Optional(v1::MASKING_TRIPLE));
  EXPECT_THAT(read.roles, ElementsAre("Participant", "Investigator", "Outcome Assessor"));
  EXPECT_THAT(Read("Participant, Investigator, Outcome Assessor and Date-entry Operator Blinded").masking,
              Optional(v1::MASKING_QUADRUPLE));
  EXPECT_THAT(Read("Assessor-blinded").masking, Optional(v1::MASKING_SINGLE));
}

TEST(PrintedMaskingTest, OtherWordsAreUnknown) {
  for (const char* text : {"", "(", ")", "(Participant)", "Sometimes", "Double (see the protocol)",
                           "The dose is blinded", "colour blind"}) {
    EXPECT_FALSE(Read(text).masking.has_value()) << text;
    EXPECT_THAT(Read(text).roles, IsEmpty()) << text;
  }
}

}  // namespace
}  // namespace trialweave::normalizer
