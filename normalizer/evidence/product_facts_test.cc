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

TEST(ProductFactsTest, WhatTheTextSaysOfTheCellsIsFinerThanTheirKind) {
  EXPECT_THAT(StudyText("Inhaled mesenchymal stem cell exosomes in pneumonia")
                  .Intervention("MSCs-derived exosomes", "Aerosol inhalation, five times, of MSCs-derived exosomes")
                  .Summary("Exosomes from allogenic adipose mesenchymal stem cells are inhaled as an aerosol.")
                  .Values("source"),
              ElementsAre("adipose"));
}

TEST(ProductFactsTest, TheDonorOfWhatIsComparedWithIsNotTheirs) {
  EXPECT_THAT(StudyText("Placenta exosome eye drops compared with autologous serum tears")
                  .Intervention("Exosome eye drops")
                  .Values("donor"),
              ElementsAre("allogeneic"));
  EXPECT_THAT(StudyText("Autologous serum exosomes for ulcers").Intervention("exosomes").Values("donor"),
              ElementsAre("autologous"));
  for (const char* text : {"Exosomes isolated from autologous PRP", "Exosomes from autologous serum for dry eye",
                           "Exosomes purified from autologous platelet-rich plasma"}) {
    EXPECT_THAT(StudyText(text).Intervention("exosomes").Values("donor"), ElementsAre("autologous")) << text;
  }
  EXPECT_THAT(StudyText("Exosomes for ulcers").Intervention("exosomes of allogenic MSC, topical").Values("donor"),
              ElementsAre("allogeneic"));
}

TEST(ProductFactsTest, WhereMeasuredEvsComeFromIsNotTheSource) {
  EXPECT_THAT(StudyText("PRP for the knee and changes of synovial exosomes in joint fluid")
                  .Intervention("PRP")
                  .Values("source"),
              ElementsAre("platelet"));
}

TEST(ProductFactsTest, AbbreviationsOfTwoTissues) {
  const auto source = [](const std::string& title) {
    return StudyText(title).Intervention("exosomes").Values("source");
  };
  EXPECT_THAT(source("haMSC exosomes in silicosis"), ElementsAre("adipose"));
  EXPECT_THAT(source("hAMSC exosomes in silicosis"), ElementsAre("amniotic"));
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

TEST(ProductFactsTest, RoutesAsTheyArePrinted) {
  const auto routes = [](const std::string& arm) {
    return StudyText("Exosomes in skin disease")
        .Intervention("exosomes")
        .Arm("EXPERIMENTAL", "Exosomes", arm)
        .Values("route");
  };
  EXPECT_THAT(routes("single s.c. injection of exosomes in the thigh"), ElementsAre("subcutaneous"));
  EXPECT_THAT(routes("exosomes, sub-cutaneous, beside the wound"), ElementsAre("subcutaneous"));
  EXPECT_THAT(routes("exosomes 5 ml weekly in the fistula tract"), ElementsAre("intralesional"));
  EXPECT_THAT(routes("exosome gel, apply on the skin"), ElementsAre("topical"));
  EXPECT_THAT(routes("exosomes, injected into pockets"), ElementsAre("periodontal"));
  EXPECT_THAT(routes("exosomes, after the fistula tract was curetted"), IsEmpty());
  EXPECT_THAT(routes("exosomes of stem cells (SC) in a tube"), IsEmpty());
}

TEST(ProductFactsTest, DonorsAsTheyArePrinted) {
  const auto donors = [](const std::string& text) {
    return StudyText("Wound products").Intervention("platelet rich fibrin", text).Values("donor");
  };
  EXPECT_THAT(donors("Platelet rich fibrin made from patient blood"), ElementsAre("autologous"));
  EXPECT_THAT(StudyText("Bovine milk exosomes for muscle").Intervention("Milk exosomes", "oral").Values("donor"),
              ElementsAre("xenogeneic"));
}

TEST(ProductFactsTest, SourceAndDonorFarFromTheProduct) {
  const StudyText study = StudyText("MSC exosomes in macular holes")
                              .Intervention("MSC exosomes")
                              .Summary("Umbilical cord tissue was obtained from caesarean donors.");
  EXPECT_THAT(study.Values("source"), ElementsAre("umbilical_cord"));
  EXPECT_THAT(study.Values("donor"), ElementsAre("allogeneic"));
}

// How another drug of the same arm is taken is not the product's route.
TEST(ProductFactsTest, RoutesOfOtherInterventions) {
  EXPECT_THAT(StudyText("Exosomes in cirrhosis")
                  .Intervention("MSC exosomes", "intravenous infusion")
                  .Intervention("Entecavir", "oral administration", "DRUG")
                  .Values("route"),
              ElementsAre("intravenous"));
}

TEST(ProductFactsTest, RoutesOfOtherMedicationInTheSameText) {
  EXPECT_THAT(
      StudyText("Exosomes in lung disease").Intervention("exosomes by inhalation, prednisone orally").Values("route"),
      ElementsAre("inhalation"));
  EXPECT_THAT(StudyText("Exosomes in colitis").Intervention("exosomes orally, prednisone by vein").Values("route"),
              ElementsAre("oral"));
}

TEST(ProductFactsTest, OriginsInTheDescriptionOfTheProduct) {
  EXPECT_THAT(StudyText("Exosomes with PRP in knee pain")
                  .Intervention("PRP", "into the knee")
                  .Intervention("Exosomes", "placenta derived, into the knee")
                  .Values("source"),
              ElementsAre("placenta"));
  EXPECT_THAT(
      StudyText("Exosomes in knee pain").Intervention("exosomes (mesenchymal stem cell origin)").Values("source"),
      ElementsAre("mesenchymal_stem_cell"));
}

TEST(ProductFactsTest, RoutesFarFromTheProduct) {
  EXPECT_THAT(StudyText("Amniotic fluid vesicles, extracellular vesicles for gonarthrosis")
                  .Intervention("AF-EV")
                  .Summary("Extracellular vesicles are purified. Subjects get 2 mL into the affected knee, and "
                           "cefazolin IV.")
                  .Values("route"),
              ElementsAre("intra_articular"));
}

TEST(ProductFactsTest, WhatCriteriaSayOfTheProduct) {
  const auto criteria = [](const std::string& text) {
    StudyText study = StudyText("Extracellular vesicles for the knee").Intervention("extracellular vesicles");
    v1::Registration registration = study.registration();
    registration.mutable_study()->mutable_eligibility()->add_criteria()->set_text(text);
    std::set<std::string> values;
    const auto facts = Extractor().Extract(registration);
    for (const v1::Fact& fact : facts->facts()) {
      if (fact.field() == "source" || fact.field() == "donor") values.insert(fact.value());
    }
    return values;
  };
  EXPECT_THAT(criteria("Exclusion: objection to a product made from donated human placenta"),
              ElementsAre("allogeneic", "placenta"));
  EXPECT_THAT(criteria("Exclusion: prior autologous adipose stem cells from any donor"), ElementsAre());
  EXPECT_THAT(criteria("Exclusion: bone marrow disease"), ElementsAre());
}

TEST(ProductFactsTest, NanometresAreASize) {
  EXPECT_THAT(StudyText("MSC exosomes for the knee")
                  .Intervention("exosomes", "exosomes of 40 to 200 nm")
                  .Values("product_attribute"),
              ElementsAre("size"));
}

TEST(ProductFactsTest, BirthTissueIsAnotherPersons) {
  EXPECT_THAT(StudyText("Umbilical cord MSC exosomes for the knee").Intervention("UC-MSC exosomes").Values("donor"),
              ElementsAre("allogeneic"));
  EXPECT_THAT(StudyText("Adipose MSC exosomes for the knee").Intervention("ADSC exosomes").Values("donor"),
              ElementsAre());
  EXPECT_THAT(StudyText("Autologous umbilical cord exosomes").Intervention("UC-MSC exosomes").Values("donor"),
              ElementsAre("autologous"));
}

}  // namespace
}  // namespace trialweave::normalizer
