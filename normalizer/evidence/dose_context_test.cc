#include "normalizer/evidence/dose_context.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

// The first dose of a text.
Dose FirstDose(const std::string& text) {
  const std::vector<Dose> doses = FindDoses(text);
  EXPECT_FALSE(doses.empty()) << text;
  return doses.empty() ? Dose() : doses.front();
}

TEST(DoseContextTest, Preparations) {
  for (const char* text :
       {"40 ml of blood is drawn", "抽取静脉血40 ml", "采自体静脉血30 ml，离心", "15 mL of it were collected",
        "blood gives 3 mL of plasma", "制备PRP 5 ml", "剩余PRP 0.5 ml冻存", "0.5 mL of each is frozen",
        "cells are seeded at 5E5 cells/mL", "pulsed with peptides (10 µg/mL)", "每μg蛋白约2×10^9颗粒",
        "终浓度为20 μg/mL", "200 mg cartilage biopsy", "5 mL marrow aspirate was"}) {
    EXPECT_TRUE(IsOfPreparation(text, FirstDose(text))) << text;
  }
  // What was prepared is given.
  for (const char* text :
       {"采用富血小板血浆5 ml关节腔注射", "采用脐带血间充质干细胞静脉输注，1×10^6 cells/kg",
        "将制备好的PRP 4 ml注入膝关节腔", "Patients receive ex vivo cultured bone marrow MSCs at 2 × 10^6 cells/kg",
        "1E10 particles of exosomes obtained from cord MSC", "The physician gives 2 mL of PRP",
        "5 mL bone marrow concentrate into the knee", "1E6 cells/cm2 cartilage defect",
        "dendritic cells pulsed with tumour exosomes, 1E7 cells are injected"}) {
    EXPECT_FALSE(IsOfPreparation(text, FirstDose(text))) << text;
  }
}

TEST(DoseContextTest, WhatIsSaidToBeGiven) {
  for (const char* text : {"2.5 mL is injected slowly", "2 mL) was administered", "每侧鼻孔滴入0.5 ml，每周3次",
                           "each receives 5E9 particles, once", "dose: 2 mL", "每次用量0.1 ml", "每次10 μg，共3次",
                           "taught to inject 0.5 mL under the skin", "2.5 mL was spread on the face",
                           "3 doses of 15 mL on Days 1 and 4", "1 mL is dripped over half of the scalp"}) {
    EXPECT_TRUE(SaysGiven(text, FirstDose(text))) << text;
  }
  for (const char* text : {"they receive 500 mg paracetamol", "dose is 25 mL/kg/h", "injected with 2 mL lidocaine",
                           "the volume was 2 mL of something"}) {
    EXPECT_FALSE(SaysGiven(text, FirstDose(text))) << text;
  }
}

TEST(DoseContextTest, TheProductByItsForm) {
  for (const char* text : {"10 mg of powder in water", "3 ml lysate was injected", "one capsule of 250 mg twice daily",
                           "Cohort 2 receives a 2 mL injection; then", "5 mL of the study drug", "给予100 mg冻干粉"}) {
    EXPECT_TRUE(IsOfForm(text, FirstDose(text))) << text;
  }
  for (const char* text :
       {"capsules of 250 mg metformin", "a 2 mL lidocaine injection", "10 mg of it", "2 mL injection volume"}) {
    EXPECT_FALSE(IsOfForm(text, FirstDose(text))) << text;
  }
}

TEST(DoseContextTest, PartsOfADose) {
  for (const char* text :
       {"each vial contains 20 mg", "the vial (2 mL, frozen)", "NTA mean 3E9 particles/mL", "每点0.05 ml",
        "0.1 mL per point", "10 mL bottle", "相当于2×10^9颗粒", "1 mg corresponds to it"}) {
    EXPECT_TRUE(IsOfPart(text, FirstDose(text))) << text;
  }
  // "NTA" is a word.
  EXPECT_FALSE(IsOfPart("1 gel contains 5E9 particles", FirstDose("1 gel contains 5E9 particles")));
}

TEST(DoseContextTest, DrugsByTheStemsOfTheirNames) {
  for (const char* text : {"entecavir 0.5 mg", "恩替卡韦0.5 mg", "poractant alfa (200 mg/kg)", "cefuroxime 1.5 mg",
                           "metoprolol tablets 25 mg"}) {
    EXPECT_TRUE(IsOfNamedDrug(text, FirstDose(text))) << text;
  }
  EXPECT_FALSE(IsOfNamedDrug("exosomes 50 µg", FirstDose("exosomes 50 µg")));
}

TEST(DoseContextTest, BackgroundsEndAtTheNextHeadingOrParagraph) {
  const auto in_background = [](const std::string& text) {
    const Dose dose = FirstDose(text);
    for (const auto& [begin, end] : Backgrounds(text)) {
      if (begin <= dose.offset && dose.offset < end) return true;
    }
    return false;
  };
  EXPECT_TRUE(in_background("BACKGROUND: 5 ml were injected."));
  EXPECT_TRUE(in_background("Background\n\n5 ml were injected."));
  EXPECT_TRUE(in_background("Aim: to help. Rationale: 5 ml were injected."));
  EXPECT_TRUE(in_background("研究背景：曾注射5 ml。"));
  EXPECT_FALSE(in_background("BACKGROUND: Something. METHODS: Patients receive 2 ml."));
  EXPECT_FALSE(in_background("Background. Something.\n\nPatients receive 2 ml."));
  EXPECT_FALSE(in_background("研究背景：已知。干预措施：注射2 ml。"));
  EXPECT_FALSE(in_background("The background therapy is 5 ml."));
}

}  // namespace
}  // namespace trialweave::normalizer
