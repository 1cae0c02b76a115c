#include "normalizer/formats/ictrp_design.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

v1::Study Read(const std::string& id, const std::string& text) {
  static const auto vocabulary = Vocabulary::Embedded();
  const ParseContext context{vocabulary.get(), {}};
  RegistrationBuilder builder(context, {"ictrp", TextStyle::kMarkup, "en"});
  EXPECT_TRUE(builder.SetIdentifier(id, {"TrialID"}));
  builder.study().mutable_design()->set_text(builder.Clean(text));
  ReadIctrpDesign(&builder, {"Study_design"});
  return builder.Finish().study();
}

TEST(IctrpDesignTest, ReadsTheLabelsOfClinicalTrialsGov) {
  const v1::Study study = Read("NCT09000001",
                               "Allocation: Randomized. Intervention model: Parallel Assignment. Primary purpose: "
                               "Treatment. Masking: Triple (Participant, Care Provider, Outcomes Assessor).");
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_RANDOMIZED);
  EXPECT_EQ(study.design().intervention_model(), "Parallel Assignment");
  EXPECT_EQ(study.design().primary_purpose(), "Treatment");
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_TRIPLE);
  EXPECT_THAT(study.design().masked_roles(), ElementsAre("Participant", "Care Provider", "Outcomes Assessor"));
  EXPECT_THAT(study.unmapped(), IsEmpty());
}

TEST(IctrpDesignTest, ReadsTheLabelsOfOtherRegisters) {
  const v1::Study iran = Read("IRCT20200310046736N9",
                              "Randomization: Not randomized, Blinding: Double blinded, Placebo: Used, Assignment: "
                              "Parallel, Purpose: Treatment, Blinding description: sealed.");
  EXPECT_EQ(iran.design().allocation_class(), v1::ALLOCATION_NON_RANDOMIZED);
  EXPECT_EQ(iran.design().masking_class(), v1::MASKING_DOUBLE);
  EXPECT_EQ(iran.design().intervention_model(), "Parallel");
  EXPECT_EQ(iran.design().primary_purpose(), "Treatment");
  const v1::Study australia =
      Read("ACTRN12620000417987",
           "Purpose: Treatment; Allocation: N/A: single arm study; Masking: Open (masking not used);");
  EXPECT_EQ(australia.design().allocation_class(), v1::ALLOCATION_NOT_APPLICABLE);
  EXPECT_EQ(australia.design().masking_class(), v1::MASKING_NONE);
  const v1::Study netherlands = Read("NL8504", "Randomized: Yes, Masking: None, Control: Active");
  EXPECT_EQ(netherlands.design().masking(), "None");
  EXPECT_EQ(netherlands.design().masking_class(), v1::MASKING_NONE);
  for (const v1::Study& study : {iran, australia, netherlands}) EXPECT_THAT(study.unmapped(), IsEmpty());
}

TEST(IctrpDesignTest, ReadsAWordThatStandsAlone) {
  EXPECT_EQ(Read("ChiCTR2000029308", "Single arm").design().allocation_class(), v1::ALLOCATION_NOT_APPLICABLE);
  EXPECT_EQ(Read("ChiCTR2000029308", "Non randomized control").design().allocation_class(),
            v1::ALLOCATION_NON_RANDOMIZED);
  const v1::Study parallel = Read("ChiCTR2000029308", "Parallel");
  EXPECT_EQ(parallel.design().allocation(), "");
  EXPECT_THAT(parallel.unmapped(), IsEmpty());
}

TEST(IctrpDesignTest, ReadsWhatRegistersSayInWords) {
  struct Case {
    const char* id;
    const char* text;
    v1::Allocation allocation;
    v1::Masking masking;
    const char* model;
  };
  constexpr Case kCases[] = {
      {"CTRI/2020/06/025857",
       "Randomized, Parallel Group, Active Controlled Trial\nMethod of generating randomization sequence:Coin toss  "
       "Method of allocation concealment:An Open list of random numbers  Blinding and masking:Open Label",
       v1::ALLOCATION_RANDOMIZED, v1::MASKING_NONE, "Parallel Group"},
      {"CTRI/2020/06/025858",
       "Single Arm Trial\nMethod of generating randomization sequence:Not Applicable  Blinding and masking:Open Label",
       v1::ALLOCATION_NOT_APPLICABLE, v1::MASKING_NONE, ""},
      {"JPRN-jRCTs031200026",
       "randomized controlled trial, open(masking not used), no treatment control, parallel assignment, treatment "
       "purpose",
       v1::ALLOCATION_RANDOMIZED, v1::MASKING_NONE, "parallel assignment"},
      {"JPRN-jRCTs031200027", "single arm study, open(masking not used), uncontrolled control, single assignment",
       v1::ALLOCATION_NOT_APPLICABLE, v1::MASKING_NONE, ""},
      {"JPRN-UMIN000040405", "Single arm Non-randomized", v1::ALLOCATION_NON_RANDOMIZED, v1::MASKING_UNSPECIFIED, ""},
      {"JPRN-UMIN000040406", "Not selected Not selected", v1::ALLOCATION_UNSPECIFIED, v1::MASKING_UNSPECIFIED, ""},
      {"KCT0004951",
       "Primary Purpose : Treatment, Intervention Model : Parallel, Blinding/Masking : Open, Allocation : RCT",
       v1::ALLOCATION_RANDOMIZED, v1::MASKING_NONE, "Parallel"},
      {"NL8505", "Randomized: No,<br>Masking: None,<br>Control: Active,<br>Type: 2 or more arms, randomized",
       v1::ALLOCATION_RANDOMIZED, v1::MASKING_NONE, ""},
      {"NL8506", "Randomized: No,<br>Masking: None,<br>Group: undefined,<br>Type: Not applicable",
       v1::ALLOCATION_UNSPECIFIED, v1::MASKING_NONE, ""},
      {"PACTR202004801273802",
       "Parallel: different groups receive different interventions at same time during study,Randomised,Simple "
       "randomization using coin-tossing,Sealed opaque envelopes",
       v1::ALLOCATION_RANDOMIZED, v1::MASKING_UNSPECIFIED, "Parallel"},
      {"RBR-8h5jqt", "Randomized, open, parallel, two arms", v1::ALLOCATION_RANDOMIZED, v1::MASKING_NONE, "parallel"},
      {"ISRCTN86534582", "Quasi-randomised trial, open list (Treatment)", v1::ALLOCATION_UNSPECIFIED,
       v1::MASKING_UNSPECIFIED, ""},
      {"KCT0004952", "Primary Purpose : Treatment, Blinding/Masking : Open, Allocation : Non-RCT",
       v1::ALLOCATION_NON_RANDOMIZED, v1::MASKING_NONE, ""},
      {"NL8507", "Randomized: Yes,<br>Masking: Double,<br>Type: Unknown", v1::ALLOCATION_RANDOMIZED, v1::MASKING_DOUBLE,
       ""},
      {"RBR-8h5jqs", "Prevention trial, non-randomized, double-blind, crossover, open extension",
       v1::ALLOCATION_NON_RANDOMIZED, v1::MASKING_DOUBLE, "crossover"},
  };
  for (const Case& each : kCases) {
    const v1::Design design = Read(each.id, each.text).design();
    EXPECT_EQ(design.allocation_class(), each.allocation) << each.text;
    EXPECT_EQ(design.masking_class(), each.masking) << each.text;
    EXPECT_EQ(design.intervention_model(), each.model) << each.text;
  }
}

TEST(IctrpDesignTest, KeepsTheWords) {
  const v1::Design design = Read("JPRN-jRCTs031200026", "single arm study, open(masking not used)").design();
  EXPECT_EQ(design.allocation(), "single arm");
  EXPECT_EQ(design.masking(), "masking not used");
  EXPECT_EQ(Read("RBR-8h5jqt", "Non-randomized, open, crossover").design().masking(), "open");
}

TEST(IctrpDesignTest, ReadsPurposesInWords) {
  EXPECT_EQ(
      Read("JPRN-jRCTs031200026", "single arm study, single assignment, treatment purpose").design().primary_purpose(),
      "treatment");
  EXPECT_EQ(Read("ISRCTN86534580", "Adaptive, randomised controlled, open-label trial (Treatment)")
                .design()
                .primary_purpose(),
            "Treatment");
  EXPECT_EQ(
      Read("JPRN-jRCTs031200027", "single arm study, health services research purpose").design().primary_purpose(),
      "health services research");
  for (const char* text : {"Randomised (1:1) trial", "A trial (United kingdom)", "single purpose study"}) {
    EXPECT_EQ(Read("ISRCTN86534581", text).design().primary_purpose(), "") << text;
  }
}

TEST(IctrpDesignTest, ReadsTheQuestionsOfEuCtr) {
  const v1::Study study =
      Read("EUCTR2021-000037-14-ES",
           "Controlled: yes<br>Randomised: yes<br>Open: no<br>Single blind: no<br>Double blind: yes");
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_RANDOMIZED);
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_DOUBLE);
  EXPECT_THAT(study.unmapped(), IsEmpty());
}

}  // namespace
}  // namespace trialweave::normalizer
