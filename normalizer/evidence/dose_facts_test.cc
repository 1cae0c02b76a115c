#include "normalizer/evidence/dose_facts.h"

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

TEST(DoseFactsTest, DosesOfTheProductOnly) {
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

TEST(DoseFactsTest, VolumesOfWhatHoldsEvs) {
  const auto doses = [](const char* text) {
    return StudyText("PRP enriched with exosomes for back pain").Intervention("PRP with exosomes", text).Values("dose");
  };
  EXPECT_THAT(doses("2ml of autologous PRP with exosomes, intradiscal"), testing::ElementsAre("2ml"));
  EXPECT_THAT(doses("5 ml of PRP and exosomes, intradiscal"), testing::IsEmpty());
  EXPECT_THAT(doses("5 mL of PRP with exosomes 1 mL"), testing::ElementsAre("1 mL"));
}

// What a batch must hold, is taken from somebody or given beside the product is no dose of it.
TEST(DoseFactsTest, AmountsThatAreNoDoses) {
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
TEST(DoseFactsTest, DosesOfTheOnlyProduct) {
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

TEST(DoseFactsTest, ProceduresHaveNoDoses) {
  EXPECT_THAT(StudyText("Conditioned medium in alopecia")
                  .Intervention("Conditioned medium")
                  .Arm("EXPERIMENTAL", "A", "microneedling with 3 ml")
                  .Values("dose"),
              ElementsAre("3 ml"));
  EXPECT_THAT(StudyText("PRP in knee pain").Arm("EXPERIMENTAL", "A", "PRP 5 ml").Values("dose"), ElementsAre("5 ml"));
}

// "MSC" in a product's name is no comparator, and a ratio is no dose.
TEST(DoseFactsTest, DosesBehindTheProductsName) {
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

TEST(DoseFactsTest, ADoseThatVariesWithoutANumberIsNotReported) {
  const auto facts = StudyText("Different doses of adipose MSC exosomes in the treatment of knee arthritis").Facts();
  ASSERT_TRUE(facts.has_value());
  const auto dose = std::find_if(facts->facts().begin(), facts->facts().end(),
                                 [](const v1::Fact& fact) { return fact.field() == "dose"; });
  ASSERT_NE(dose, facts->facts().end());
  EXPECT_EQ(dose->state(), v1::FACT_STATE_NOT_REPORTED);
  EXPECT_THAT(facts->not_found(), Contains("isolation"));
}

// What animals were given in earlier studies, what was made, and what other drugs are dosed with.
TEST(DoseFactsTest, AmountsOfOthers) {
  const auto doses = [](const std::string& summary) {
    return StudyText("Adipose MSC exosomes in knee pain").Intervention("Exosomes").Summary(summary).Values("dose");
  };
  EXPECT_THAT(doses("Rats that got 1E8 particles of exosomes walked better. Patients receive 5E9 particles."),
              ElementsAre("5E9 particles"));
  EXPECT_THAT(doses("Up to 1E13 particles/kg of exosomes the NOAEL was not reached."), IsEmpty());
  EXPECT_THAT(doses("Exosomes are added and cells are seeded at 5E5 cells/mL with 10 ug of exosomes."), IsEmpty());
  EXPECT_THAT(doses("Exosomes 2 mL are given with entecavir 0.5 mg and lidocaine 20 mg."), ElementsAre("2 mL"));
  EXPECT_THAT(doses("Exosomes 50 ug are given beside celecoxib 200 mg."), ElementsAre("50 ug"));
  EXPECT_THAT(doses("The frozen vial (2 mL, 4E10 particles) of exosomes is thawed; 1E10 particles are given."),
              ElementsAre("1E10 particles"));
  EXPECT_THAT(doses("Exosomes 1 ml are injected, from a kit with a 5 ml vial, 0.1 ml per point."), ElementsAre("1 ml"));
  EXPECT_THAT(doses("The vial with 100 mg of exosomes is dissolved; 20 mg of exosomes are injected."),
              ElementsAre("20 mg"));
  EXPECT_THAT(doses("1 mg of exosomes corresponds to 2E9 particles. Patients get 20 mg of exosomes."),
              ElementsAre("20 mg"));
  EXPECT_THAT(doses("By NTA exosomes had 3E9 particles/mL. Patients receive 2 mL of exosomes."), ElementsAre("2 mL"));
}

// What others gave before is not what is given now.
TEST(DoseFactsTest, AmountsOfEarlierStudies) {
  const auto doses = [](const std::string& summary) {
    return StudyText("Adipose MSC exosomes in knee pain").Intervention("Exosomes").Summary(summary).Values("dose");
  };
  EXPECT_THAT(
      doses("In an earlier trial 1E9 particles of exosomes were injected. Patients receive 5E9 particles of exosomes."),
      ElementsAre("5E9 particles"));
  EXPECT_THAT(
      doses("BACKGROUND: Exosomes are known. 5 ml of exosomes were injected.\n\nPatients get 2 ml of exosomes."),
      ElementsAre("2 ml"));
  EXPECT_THAT(doses("研究背景：外泌体5 ml曾被注射。\n干预措施：注射外泌体2 ml。"), ElementsAre("2 ml"));
}

// A sentence that speaks of this study's own participants is not of earlier ones.
TEST(DoseFactsTest, OwnDosesBesideAnimalsAndOthers) {
  const auto doses = [](const std::string& summary) {
    return StudyText("Adipose MSC exosomes in knee pain").Intervention("Exosomes").Summary(summary).Values("dose");
  };
  EXPECT_THAT(doses("Based on data in mice participants will receive 1E10 particles."), ElementsAre("1E10 particles"));
  EXPECT_THAT(doses("One group receives saline, another group receives 5E9 particles of exosomes."),
              ElementsAre("5E9 particles"));
  EXPECT_THAT(doses("RAT-positive patients receive 5E9 particles of exosomes."), ElementsAre("5E9 particles"));
  EXPECT_THAT(doses("由专业团队注射外泌体2 ml。"), ElementsAre("2 ml"));
  EXPECT_THAT(doses("BACKGROUND: Little is known. METHODS: Patients receive 2 ml of exosomes."), ElementsAre("2 ml"));
  EXPECT_THAT(doses("Each dose is 100 µg of exosomes, equivalent to 2E9 particles."), ElementsAre("100 µg"));
  // A carrier is no other drug.
  EXPECT_THAT(doses("Exosomes are suspended in lactated Ringer and 10 mL is injected."), ElementsAre("10 mL"));
}

// Where no cells are given, an amount of them is of something else.
TEST(DoseFactsTest, CellsBesideCombinations) {
  EXPECT_THAT(StudyText("Exosome-loaded collagen scaffold in chondral defects")
                  .Intervention("Exosome scaffold")
                  .Summary("Patients had 2E6 cells once. The scaffold gets exosomes, 1E9 particles/cm2.")
                  .Values("dose"),
              ElementsAre("1E9 particles/cm2"));
}

// An article about animals is about their doses.
TEST(DoseFactsTest, AnimalsOfAnArticle) {
  v1::Publication article;
  article.add_titles()->set_text("Exosomes of mesenchymal stem cells in rats with arthritis");
  article.add_abstracts()->set_text("Rats were injected with exosomes at 1E8 particles per joint.");
  const auto facts = Extractor().Extract(article);
  ASSERT_TRUE(facts.has_value());
  EXPECT_TRUE(std::any_of(facts->facts().begin(), facts->facts().end(),
                          [](const v1::Fact& fact) { return fact.field() == "dose"; }));
}

TEST(DoseFactsTest, WhatPeopleOfAnArticleReceived) {
  const auto doses = [](const std::string& abstract) {
    v1::Publication article;
    article.add_titles()->set_text("Exosomes of stem cells in macular holes");
    article.add_abstracts()->set_text(abstract);
    std::set<std::string> values;
    const auto facts = Extractor().Extract(article);
    for (const v1::Fact& fact : facts->facts()) {
      if (fact.field() == "dose") values.insert(fact.value());
    }
    return values;
  };
  EXPECT_THAT(doses("Five patients had surgery and exosomes. The first two eyes received 40 µg."),
              ElementsAre("40 µg"));
  EXPECT_THAT(doses("Patients got exosomes. After injection the effusion fell from 20 mL to 13 mL."), IsEmpty());
}

TEST(DoseFactsTest, AmountsBehindWhatEvsComeFrom) {
  EXPECT_THAT(StudyText("Exosomes in joint pain")
                  .Intervention("exosomes of umbilical cord mesenchymal stem cells (50 µg/mL)")
                  .Values("dose"),
              ElementsAre("50 µg/mL"));
  EXPECT_THAT(
      StudyText("MSC-Exos in macular holes").Intervention("MSC-Exos", "50 μg or 20 μg in 10 μl PBS").Values("dose"),
      ElementsAre("20 μg in 10 μl", "50 μg"));
}

TEST(DoseFactsTest, ArmsThatLeaveTheProductToTheTitle) {
  EXPECT_THAT(StudyText("Allogeneic exosomes injected into the disc")
                  .Intervention("single injection, 0.5 mg/disc", "", "")
                  .Intervention("single injection, 1 mg/disc", "", "")
                  .Values("dose"),
              ElementsAre("0.5 mg/disc", "1 mg/disc"));
  EXPECT_THAT(StudyText("Rose stem cell exosomes (RSCE) after laser")
                  .Intervention("RSCE powder 20 mg on one side", "", "")
                  .Values("dose"),
              ElementsAre("20 mg"));
}

TEST(DoseFactsTest, YieldsOfPreparation) {
  const auto doses = [](const std::string& summary) {
    return StudyText("PRP in elbow pain").Intervention("PRP").Summary(summary).Values("dose");
  };
  EXPECT_THAT(doses("15 mL of blood gives 3 mL PRP; 2.5 mL is injected."), ElementsAre("2.5 mL"));
  EXPECT_THAT(doses("抽取静脉血40 ml，制备PRP 5 ml。PRP组注射PRP 4 ml，余1 ml用于检测。"), ElementsAre("4 ml"));
  // Vesicles that are counted in platelets are not what is given.
  EXPECT_THAT(doses("PRP of 3 mL is injected; its vesicles number 1E10 particles/mL."), ElementsAre("3 mL"));
}

// Sentences say that something is given without a name of it.
TEST(DoseFactsTest, DosesWithoutAName) {
  EXPECT_THAT(StudyText("脐带间充质干细胞条件培养液滴鼻治疗认知障碍")
                  .Intervention("条件培养液")
                  .Summary("每侧鼻孔滴入0.5 ml，每周3次，同时口服阿司匹林100 mg。")
                  .Values("dose"),
              ElementsAre("0.5 ml"));
  EXPECT_THAT(StudyText("Bone marrow MSC in motor neuron disease and exosomes")
                  .Intervention("BM-MSC")
                  .Summary("Injections: 1E6 cells/kg, four times. At each puncture 5 mL of fluid is taken.")
                  .Values("dose"),
              ElementsAre("1E6 cells/kg"));
  EXPECT_THAT(StudyText("Placental MSC extracellular vesicles for preterm lungs")
                  .Intervention("PMSC-EV")
                  .Summary("Three groups: 20 pmol, 60 pmol and 200 pmol phospholipid per kg.")
                  .Values("dose"),
              ElementsAre("20 pmol", "200 pmol phospholipid per kg", "60 pmol"));
}

// "Powder", "lysate", "one capsule" are the product.
TEST(DoseFactsTest, DosesByTheFormOfTheProduct) {
  EXPECT_THAT(
      StudyText("Platelet lysate in heel pain")
          .Intervention("Platelet lysate")
          .Summary("27 ml blood from the patient is frozen and thawed. 3 ml lysate was injected into the fascia.")
          .Values("dose"),
      ElementsAre("3 ml"));
  EXPECT_THAT(StudyText("Freeze-dried stem cell secretome in the knee")
                  .Intervention("LYX")
                  .Summary("First six patients: 10 mg of powder in 2 mL of water for injections.")
                  .Values("dose"),
              ElementsAre("10 mg of powder in 2 mL"));
  EXPECT_THAT(StudyText("Ginger exosome-like nanovesicles in colitis")
                  .Intervention("ginger exosome-like nanovesicle")
                  .Summary("Patients take one capsule of 250 mg twice daily. They go on with mesalamine 2.4 g/day.")
                  .Values("dose"),
              ElementsAre("250 mg"));
  EXPECT_THAT(StudyText("Exosome and PDRN combination for wrinkles")
                  .Intervention("exosome")
                  .Summary("Exosome solution 1.5 mL is applied right after PDRN 2 mL.")
                  .Values("dose"),
              ElementsAre("1.5 mL"));
  EXPECT_THAT(StudyText("Exosome for the rotator cuff")
                  .Intervention("exosome")
                  .Arm("EXPERIMENTAL", "exosome", "100 microgram of exosome in 1 cc normal saline, one time")
                  .Arm("ACTIVE_COMPARATOR", "steroid", "triamcinolone 40 mg")
                  .Values("dose"),
              ElementsAre("100 microgram of exosome in 1 cc"));
}

// Capsules, injections and drops of something else.
TEST(DoseFactsTest, FormsOfOtherThings) {
  for (const char* sentence :
       {"Both groups take celecoxib capsules 200 mg once daily.", "塞来昔布胶囊200 mg，每日一次。",
        "All patients receive a 2 mL injection of 1% lidocaine.", "Controls receive a 2 mL injection of saline.",
        "1 mL supernatant will be analysed by ELISA.", "10 µL was dropped on a copper grid.",
        "A stable levothyroxine dose of 50 µg daily is allowed.", "在吡非尼酮（600 mg，每日3次）基础上治疗。",
        "继续服用美沙拉嗪肠溶片（1 g，每日4次）。"}) {
    EXPECT_THAT(StudyText("Stem cell exosomes in the knee").Intervention("exosomes").Summary(sentence).Values("dose"),
                IsEmpty())
        << sentence;
  }
}

TEST(DoseFactsTest, ACodeBehindItsAmount) {
  EXPECT_THAT(StudyText("BXV-31 in respiratory distress")
                  .Summary("BXV-31 is an extracellular vesicle product.")
                  .Intervention("BXV-31")
                  .Intervention("Placebo", "normal saline infusion")
                  .Arm("EXPERIMENTAL", "High", "3 doses of 15 mL BXV-31 diluted in 85 mL normal saline")
                  .Values("dose"),
              ElementsAre("15 mL"));
}

TEST(DoseFactsTest, VolumesOfWhatIsMixedWithEvsOrTheyAreMadeFrom) {
  EXPECT_THAT(StudyText("PRP plus exosomes in knee pain").Intervention("4 ml PRP and exosomes 1 ml").Values("dose"),
              ElementsAre("1 ml"));
  EXPECT_THAT(StudyText("外泌体治疗膝痛")
                  .Intervention("留取尿液100ml分离干细胞，提取外泌体；关节腔注射外泌体80μg")
                  .Values("dose"),
              ElementsAre("80μg"));
  EXPECT_THAT(
      StudyText("外泌体治疗膝痛").Intervention("外泌体冻干粉80μg，加2ml生理盐水复溶，关节腔注射").Values("dose"),
      ElementsAre("80μg"));
}

TEST(DoseFactsTest, WhatItIsDilutedInAndMadeFrom) {
  const auto doses = [](const std::string& arm) {
    return StudyText("Secretome of cord MSC in knee pain")
        .Intervention("MSC secretome")
        .Arm("EXPERIMENTAL", "Secretome", arm)
        .Values("dose");
  };
  EXPECT_THAT(doses("Secretome 15 cc in NaCl 0.9% 100 cc, one drip a day"), ElementsAre("15 cc"));
  EXPECT_THAT(doses("Secretome 2 mL with normal saline 8 mL is injected"), ElementsAre("2 mL"));
  EXPECT_THAT(doses("Secretome prepared in doses ranging from 2 mL is injected"), ElementsAre("2 mL"));
  EXPECT_THAT(doses("0.5 mL of secretome is injected, prepared by a closed kit from 250 mL medium"),
              ElementsAre("0.5 mL"));
  EXPECT_THAT(doses("1 cc secretome on each side + tadalafil 5 mg/day"), ElementsAre("1 cc"));
}

// A volume carries a dose of its own sentence only; a unit with a dot behind it ends one.
TEST(DoseFactsTest, VolumesBesideOtherSentences) {
  const auto doses = [](const std::string& summary) {
    return StudyText("Secretome of cord MSC in knee pain")
        .Intervention("MSC secretome")
        .Summary(summary)
        .Values("dose");
  };
  EXPECT_THAT(
      doses("It is filtered at 0.22 µm. Patients are injected with 2 mL secretome. Some take 9 mg of another drug."),
      ElementsAre("2 mL"));
  EXPECT_THAT(StudyText("Bone graft soaked in exosomes")
                  .Intervention("Exosome-soaked bone graft")
                  .Summary("The xenograft is wetted with 0.5 ml exosome suspension (2E9 particles/mL).")
                  .Values("dose"),
              ElementsAre("0.5 ml", "2E9 particles/mL"));
}

}  // namespace
}  // namespace trialweave::normalizer
