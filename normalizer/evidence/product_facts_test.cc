#include "normalizer/evidence/product_facts.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/evidence/study_text.h"

namespace trialweave::normalizer {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(ProductFactsTest, SourceDonorAndIsolation) {
  const StudyText study =
      StudyText("Exosomes in knee osteoarthritis")
          .Intervention("hUC-MSC-sEV",
                        "Exosomes from allogenic human umbilical cord mesenchymal stem cells, isolated by "
                        "ultracentrifugation (UC) and size exclusion chromatography.")
          .Summary("Bone marrow lesions and synovial fluid are looked at. Platelets must be normal.");
  EXPECT_THAT(study.Values("source"), ElementsAre("umbilical_cord"));
  EXPECT_THAT(study.Values("donor"), ElementsAre("allogeneic"));
  EXPECT_THAT(study.Values("isolation"), UnorderedElementsAre("ultracentrifugation", "sec"));
}

TEST(ProductFactsTest, WhatIsComparedWithIsNotTheSource) {
  const StudyText study = StudyText("Bone marrow concentrate for the talus")
                              .Arm("EXPERIMENTAL", "BMAC", "BMAC injected into the ankle joint")
                              .Arm("ACTIVE_COMPARATOR", "PRP", "autologous PRP injected into the ankle joint");
  EXPECT_THAT(study.Values("source"), ElementsAre("bone_marrow"));
  EXPECT_THAT(study.Values("route"), ElementsAre("intra_articular"));
}

TEST(ProductFactsTest, FinerSourcesWin) {
  EXPECT_THAT(StudyText("Wharton's jelly-derived umbilical cord MSC exosomes in ulcers").Values("source"),
              ElementsAre("whartons_jelly"));
  EXPECT_THAT(StudyText("MSC exosomes in ulcers").Intervention("MSC exosomes").Values("source"),
              ElementsAre("mesenchymal_stem_cell"));
  EXPECT_THAT(StudyText("异体人源脂肪间充质干细胞外泌体治疗膝骨关节炎").Values("source"), ElementsAre("adipose"));
  EXPECT_THAT(StudyText("Synovial fluid-derived MSC exosomes against bone marrow MSC in meniscal tears")
                  .Intervention("SF-MSC-EX")
                  .Values("source"),
              Contains("synovial"));
}

TEST(ProductFactsTest, RouteAndSite) {
  const StudyText study = StudyText("Vesicles for the knee")
                              .Intervention("exosomes", "One intra-articular injection into the left knee")
                              .Summary("Patients with stage IV disease are left out.");
  EXPECT_THAT(study.Values("route"), ElementsAre("intra_articular"));
  EXPECT_THAT(study.Values("site"), ElementsAre("knee"));
  EXPECT_THAT(StudyText("外泌体雾化吸入治疗肺炎").Values("route"), ElementsAre("inhalation"));
}

TEST(ProductFactsTest, DosesOfTheProductOnly) {
  const StudyText study = StudyText("Exosomes in osteoarthritis of the knee")
                              .Intervention("exosomes")
                              .Arm("EXPERIMENTAL", "Low", "exosomes (2 x 10e9 particles/dose)")
                              .Arm("EXPERIMENTAL", "High", "exosomes (2 x 10e10 particles/dose)")
                              .Arm("ACTIVE_COMPARATOR", "HA", "hyaluronic acid 20 mg");
  const auto facts = study.Facts();
  ASSERT_TRUE(facts.has_value());
  std::vector<std::string> doses;
  for (const v1::Fact& fact : facts->facts()) {
    if (fact.field() != "dose") continue;
    EXPECT_EQ(fact.dose().certainty(), v1::DOSE_CERTAINTY_INFERRED);
    EXPECT_EQ(fact.dose().rule(), "ten_e_notation");
    EXPECT_LT(fact.confidence(), 0.9);
    doses.push_back(absl::StrCat(fact.dose().low(), " ", fact.dose().unit(), "/", fact.dose().per()));
  }
  EXPECT_THAT(doses, ElementsAre("2e+09 particles/dose", "2e+10 particles/dose"));
}

// What a batch must hold, is taken from somebody or given beside the product is no dose of it.
TEST(ProductFactsTest, AmountsThatAreNoDoses) {
  const auto doses = [](const std::string& summary) {
    return StudyText("Adipose MSC exosomes in knee pain").Intervention("Exosomes").Summary(summary).Values("dose");
  };
  EXPECT_THAT(doses("Exosomes have ≥ 2E10 particles/mL at release. Patients receive 5E9 particles of exosomes."),
              ElementsAre("5E9 particles"));
  EXPECT_THAT(doses("Exosomes are given at not less than 3E10 particles."), ElementsAre("3E10 particles"));
  EXPECT_THAT(doses("From each donor 40 ml of blood is drawn for exosomes."), IsEmpty());
  EXPECT_THAT(doses("收集患者尿液200 ml，提取外泌体。"), IsEmpty());
  EXPECT_THAT(doses("每μg蛋白约2×10^9颗粒外泌体。"), IsEmpty());
  EXPECT_THAT(doses("Exosomes from 2E9 cells per batch are given."), IsEmpty());
  EXPECT_THAT(doses("A vial has 5×10^10 particles/vial; patients are injected 2×10^10 particles of exosomes."),
              ElementsAre("2×10^10 particles"));
  EXPECT_THAT(doses("Cohorts: 50 ug protein per kg; 100 ug protein per kg."),
              ElementsAre("100 ug protein per kg", "50 ug protein per kg"));
  EXPECT_THAT(StudyText("PRP and exosomes in baldness")
                  .Arm("EXPERIMENTAL", "A", "PRP 4 ml mixed with 1 ml of MSC exosomes")
                  .Values("dose"),
              ElementsAre("1 ml"));
}

// Where one product is studied, its arms speak of it; a code's amount is not the diluent's.
TEST(ProductFactsTest, DosesOfTheOnlyProduct) {
  EXPECT_THAT(StudyText("Safety of XV-12 in preterm infants")
                  .Summary("XV-12 is a preparation of extracellular vesicles.")
                  .Intervention("XV-12")
                  .Arm("EXPERIMENTAL", "Low dose", "20 pmol phospholipid/kg, single infusion")
                  .Values("dose"),
              ElementsAre("20 pmol phospholipid/kg"));
  EXPECT_THAT(StudyText("Treatment of ARDS with extracellular vesicles")
                  .Intervention("XV-12")
                  .Arm("EXPERIMENTAL", "A", "Normal saline 90 mL and XV-12 10 mL")
                  .Values("dose"),
              ElementsAre("10 mL"));
  EXPECT_THAT(StudyText("Exosomes in alopecia")
                  .Intervention("Exosomes", "Each vial contains 100 mg. 2 ml of exosomes are injected.")
                  .Values("dose"),
              ElementsAre("2 ml"));
}

TEST(ProductFactsTest, ProceduresHaveNoDoses) {
  EXPECT_THAT(StudyText("Conditioned medium in alopecia")
                  .Intervention("Conditioned medium")
                  .Arm("EXPERIMENTAL", "A", "microneedling with 3 ml")
                  .Values("dose"),
              ElementsAre("3 ml"));
  EXPECT_THAT(StudyText("PRP in knee pain").Arm("EXPERIMENTAL", "A", "PRP 5 ml").Values("dose"), ElementsAre("5 ml"));
}

TEST(ProductFactsTest, SourceAndDonorFarFromTheProduct) {
  const StudyText study = StudyText("MSC exosomes in macular holes")
                              .Intervention("MSC exosomes")
                              .Summary("Umbilical cord tissue was obtained from caesarean donors.");
  EXPECT_THAT(study.Values("source"), ElementsAre("umbilical_cord"));
  EXPECT_THAT(study.Values("donor"), ElementsAre("allogeneic"));
}

TEST(ProductFactsTest, RoutesFarFromTheProduct) {
  EXPECT_THAT(StudyText("Amniotic fluid vesicles, extracellular vesicles for gonarthrosis")
                  .Intervention("AF-EV")
                  .Summary("Extracellular vesicles are purified. Subjects get 2 mL into the affected knee, and "
                           "cefazolin IV.")
                  .Values("route"),
              ElementsAre("intra_articular"));
}

// "MSC" in a product's name is no comparator, and a ratio is no dose.
TEST(ProductFactsTest, DosesBehindTheProductsName) {
  EXPECT_THAT(StudyText("hUC-MSC-Exos in tendinopathy").Arm("EXPERIMENTAL", "A", "hUC-MSC-Exos 2 mL").Values("dose"),
              ElementsAre("2 mL"));
  EXPECT_THAT(
      StudyText("Conditioned medium in knee pain").Arm("EXPERIMENTAL", "A", "UC-MSC-CM 2.5 mL/次").Values("dose"),
      ElementsAre("2.5 mL/次"));
  EXPECT_THAT(StudyText("Conditioned medium in knee pain").Arm("EXPERIMENTAL", "A", "3 cc MSC-CM").Values("dose"),
              ElementsAre("3 cc"));
  EXPECT_THAT(StudyText("MSC exosomes in knee pain")
                  .Arm("EXPERIMENTAL", "A", "1e9 exosome particles, purity at least 2×10^8 particles/μg")
                  .Values("dose"),
              ElementsAre("1e9 exosome particles"));
}

TEST(ProductFactsTest, ADoseThatVariesWithoutANumberIsNotReported) {
  const auto facts = StudyText("Different doses of adipose MSC exosomes in the treatment of knee arthritis").Facts();
  ASSERT_TRUE(facts.has_value());
  const auto dose = std::find_if(facts->facts().begin(), facts->facts().end(),
                                 [](const v1::Fact& fact) { return fact.field() == "dose"; });
  ASSERT_NE(dose, facts->facts().end());
  EXPECT_EQ(dose->state(), v1::FACT_STATE_NOT_REPORTED);
  EXPECT_THAT(facts->not_found(), Contains("isolation"));
}

}  // namespace
}  // namespace trialweave::normalizer
