#include "normalizer/evidence/product_code.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/evidence/study_text.h"

namespace trialweave::normalizer {
namespace {

TEST(ProductCodeTest, ProductsUnderACode) {
  EXPECT_EQ(StudyText("First study of XV-12, an engineered exosome, in healthy adults").Intervention("XV-12").Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("Safety of XV-12 in sciatica")
                .Intervention("XV-12")
                .Summary("XV-12 consists of extracellular vesicles from HEK293 cells.")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  // What secretes them, or holds them beside other things, is no EV product.
  for (const char* summary : {"XV-12 is a conditioned medium made of factors and exosomes.",
                              "XV-12 lowers the exosomes in blood.", "XV-12 contains cytokines and exosomes."}) {
    EXPECT_NE(StudyText("Safety of XV-12 in sciatica").Intervention("XV-12").Summary(summary).Class(),
              v1::PRODUCT_CLASS_PURE_EV)
        << summary;
  }
}

// The code stands in brackets behind the EVs, or its active ingredient is them.
TEST(ProductCodeTest, CodesThatAreSaidToBeEvs) {
  EXPECT_EQ(StudyText("Maintenance in lung cancer")
                .Intervention("Dex")
                .Summary("Patients get exosomes of dendritic cells (Dex). Dexamethasone is allowed.")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("XV-4417 on blistered skin")
                .Intervention("XV-4417")
                .Summary("XV-4417 is a biologic. The active ingredient consists of membrane-bound vesicles of cells.")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("XV-D in dermatitis")
                .Intervention("XV-D")
                .Summary("XV-D is human adipose tissue-derived MSC exosome.")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_NE(StudyText("XV-D in dermatitis").Intervention("XV-D").Summary("XV-D is compared with exosome.").Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  // What a code does to EVs does not make it them.
  for (const char* summary : {"XV-D is an inhibitor of exosome release.", "XV-D is thought to block exosomes.",
                              "Do exosomes change after the drug (XV-D)?"}) {
    EXPECT_NE(StudyText("XV-D in dermatitis").Intervention("XV-D").Summary(summary).Class(), v1::PRODUCT_CLASS_PURE_EV)
        << summary;
  }
  EXPECT_EQ(StudyText("XV-D in dermatitis")
                .Intervention("XV-D")
                .Summary("XV-D is an injectable recombinant exosome.")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_NE(StudyText("Tranexamic acid in arthroplasty")
                .Intervention("TXA")
                .Summary("Do exosomes change after tranexamic acid (TXA)?")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  // Cardiomyocytes are no conditioned medium.
  EXPECT_NE(StudyText("A patch of heart cells").Intervention("iPSC-CM").Summary("They secrete exosomes.").Class(),
            v1::PRODUCT_CLASS_CONDITIONED_MEDIUM);
}

TEST(ProductCodeTest, CodesThatEvsCarry) {
  for (const char* text :
       {"KDY-3012 displays a cytokine on the surface of exosomes.", "KDY-3012 is delivered by extracellular vesicles.",
        "KDY-3012, an antisense molecule, is encapsulated in exosomes."}) {
    EXPECT_EQ(StudyText("KDY-3012 in lymphoma").Intervention("KDY-3012", "", "DRUG").Summary(text).Class(),
              v1::PRODUCT_CLASS_PURE_EV)
        << text;
  }
}

TEST(ProductCodeTest, WhatEvsDoToACodeMakesItNoEvs) {
  for (const char* text : {"Resistance to KDY-3012 may be carried by exosomes.",
                           "Whether tumours escape KDY-3012 by antigen packaged in exosomes is studied.",
                           "KDY-3012 resistance is delivered by extracellular vesicles.",
                           "Response to KDY-3012 displays a correlation with exosomes."}) {
    EXPECT_NE(StudyText("KDY-3012 in lymphoma").Intervention("KDY-3012", "", "DRUG").Summary(text).Class(),
              v1::PRODUCT_CLASS_PURE_EV)
        << text;
  }
}

TEST(ProductCodeTest, CodesThatCarryTheirForm) {
  EXPECT_EQ(StudyText("Safety of HX-9 Injection in Stroke")
                .Summary("HX-9 injection is a preparation of umbilical cord mesenchymal stem cell small extracellular "
                         "vesicles.")
                .Intervention("HX-9 injection")
                .Arm("EXPERIMENTAL", "Low", "HX-9 0.5×10^9 particles/kg")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
}

// An intervention that is named by how it is given is no code.
TEST(ProductCodeTest, RoutesAreNoCodes) {
  EXPECT_EQ(StudyText("Hyaluronic Acid in Knee Osteoarthritis")
                .Intervention("Intra-articular injection", "2 mL hyaluronic acid", "DRUG")
                .Summary("Intra-articular injections are a common treatment and may act through exosomes.")
                .Class(),
            v1::PRODUCT_CLASS_UNSPECIFIED);
}

TEST(ProductCodeTest, TargetsAndDiseasesAreNoCodes) {
  EXPECT_NE(StudyText("COVID-19 vaccine in the elderly")
                .Intervention("COVID-19 vaccine", "", "")
                .Summary("COVID-19 is a disease in which extracellular vesicles spread.")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
}

TEST(ProductCodeTest, CodesOfTitlesWhereInterventionsHaveNoKind) {
  EXPECT_EQ(StudyText("TQX-9 (engineered exosomes of HEK293 cells) in liver cancer")
                .Intervention("TQX-9 0.5 mg/kg, iv, day 1", "", "")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
}

}  // namespace
}  // namespace trialweave::normalizer
