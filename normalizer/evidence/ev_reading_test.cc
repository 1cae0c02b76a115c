#include "normalizer/evidence/ev_reading.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/evidence/study_text.h"

namespace trialweave::normalizer {
namespace {

// Cells that are given stay cells when EVs are an outcome.
TEST(EvReadingTest, EvsMeasuredBesideAProduct) {
  EXPECT_EQ(StudyText("Cord MSC injection in gonarthrosis: outcome and synovial exosome profile")
                .Intervention("UC-MSC")
                .Outcome("Exosomes of the synovial fluid", "6 months", false)
                .Class(),
            v1::PRODUCT_CLASS_CELLS);
  EXPECT_EQ(StudyText("富血小板血浆治疗膝骨关节炎及血小板外泌体作用机制研究").Intervention("富血小板血浆").Class(),
            v1::PRODUCT_CLASS_PLATELET_PRODUCT);
}

TEST(EvReadingTest, EvsThatAnotherProductChanges) {
  for (const StudyText& study :
       {StudyText("Do hyaluronic acid injections change synovial fluid exosomes?").Intervention("Hyaluronic acid"),
        StudyText("Corticosteroid injection and the exosomes of the knee")
            .Intervention("Triamcinolone")
            .Summary("Exosomes are isolated from blood samples and quantified.")}) {
    EXPECT_EQ(study.Class(), v1::PRODUCT_CLASS_EV_BIOMARKER) << study.registration().ShortDebugString();
  }
}

// "Exosomes in the knee fluid" are looked at; what EVs are given in is no fluid of somebody's.
TEST(EvReadingTest, EvsInABodysFluid) {
  EXPECT_EQ(StudyText("Exosomes in Synovial Fluid After Hyaluronic Acid Injection")
                .Summary("How do exosomes in the knee fluid change after a single injection?")
                .Intervention("Hyaluronic acid")
                .Class(),
            v1::PRODUCT_CLASS_EV_BIOMARKER);
  // What carries them, or is no fluid.
  EXPECT_EQ(
      StudyText("Cord MSC exosomes in Plasma-Lyte A for stroke").Intervention("exosomes in Plasma-Lyte A").Class(),
      v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("Ginger exosomes in blood glucose control").Intervention("ginger exosomes").Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("MSC exosomes in saline for osteoarthritis").Intervention("exosomes in saline").Class(),
            v1::PRODUCT_CLASS_PURE_EV);
}

TEST(EvReadingTest, EvsThatAreNamedAfterAFluid) {
  for (const char* title :
       {"Synovial Fluid Vesicles After Hyaluronic Acid or Betamethasone, extracellular vesicles",
        "Hylan and Extracellular Vesicle Populations of Synovial Fluid", "Tear fluid exosomes after betamethasone"}) {
    EXPECT_EQ(StudyText(title).Intervention("Betamethasone").Class(), v1::PRODUCT_CLASS_EV_BIOMARKER) << title;
  }
  // Cord blood and milk are sources; what is good for blood vessels is in no blood.
  for (const char* title :
       {"Cord blood exosomes for ulcers", "Bovine milk exosomes for ulcers", "Exosomes for repair of blood vessels"}) {
    EXPECT_EQ(StudyText(title).Intervention("exosomes").Class(), v1::PRODUCT_CLASS_PURE_EV) << title;
  }
}

// "The cells work through exosomes that they release": nobody gets these.
TEST(EvReadingTest, EvsByWhichCellsWork) {
  for (const char* text : {"The stem cells are believed to work mainly by paracrine signals and exosomes. 10 million "
                           "mesenchymal stem cells are implanted.",
                           "10 million mesenchymal stem cells are implanted. Exosomes released to the local tissue may "
                           "explain the effect."}) {
    EXPECT_EQ(StudyText("Mesenchymal stem cells for the talus").Intervention("Implantation", text).Class(),
              v1::PRODUCT_CLASS_CELLS)
        << text;
  }
  for (const char* text : {"The laser works on follicles, followed by injection of exosomes",
                           "The drug acts locally in the lung and is given by inhalation of exosomes",
                           "Exosomes released into the culture medium by MSC", "Exosomes of human plasma, topically"}) {
    EXPECT_EQ(StudyText("Exosomes for alopecia").Intervention("XV", text).Class(), v1::PRODUCT_CLASS_PURE_EV) << text;
  }
  EXPECT_EQ(
      StudyText("Cord exosomes").Intervention("Injection", "Exosomes released by cord cells are injected").Class(),
      v1::PRODUCT_CLASS_PURE_EV);
}

TEST(EvReadingTest, EffectsOfEvsAndOnEvs) {
  EXPECT_EQ(StudyText("Effect of plasma derived exosomes on wound healing")
                .Intervention("plasma-derived exosomes", "Ulcers will be treated with plasma-derived exosomes", "OTHER")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(
      StudyText("Effect of exercise on plasma derived exosomes").Intervention("Walking", "", "BEHAVIORAL").Class(),
      v1::PRODUCT_CLASS_EV_BIOMARKER);
  EXPECT_EQ(StudyText("XV-12 with microneedling")
                .Intervention("XV-12")
                .Summary("XV-12 is conditioned medium of amniotic membrane stem cells.")
                .Class(),
            v1::PRODUCT_CLASS_CONDITIONED_MEDIUM);
}

TEST(EvReadingTest, OriginsBehindWhatEvsHold) {
  EXPECT_EQ(StudyText("XV-12 in stroke")
                .Intervention("XV-12", "Exosomes enriched with miR-124 derived from allogeneic neural stem cells")
                .Summary("XV-12 is an exosome product enriched with miR-124 derived from neural stem cells.")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
}

TEST(EvReadingTest, PreparationsNameCellsThatNobodyGets) {
  EXPECT_EQ(
      StudyText("自体外泌体治疗膝痛").Intervention("分离培养骨髓间充质干细胞，经离心获得外泌体，注入膝关节腔").Class(),
      v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("Exosomes in knee pain")
                .Intervention("Stem cells are grown in culture and exosomes are harvested, 2 ml into the joint")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  // Both are given.
  EXPECT_EQ(StudyText("膝痛的治疗").Intervention("第1天注射间充质干细胞，第7天注射提取的外泌体").Class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
  EXPECT_EQ(
      StudyText("Knee pain").Intervention("Stem cells 2 ml and exosomes 1 ml, isolated in our laboratory").Class(),
      v1::PRODUCT_CLASS_EV_COMBINED);
  // What cells grow in is not given.
  EXPECT_EQ(StudyText("Cartilage cells")
                .Intervention("chondrocyte implantation, expanded in exosome-enriched medium")
                .Class(),
            v1::PRODUCT_CLASS_CELLS);
}

TEST(EvReadingTest, WhatCellsAreLoadedWith) {
  for (const char* title : {"Dendritic cells pulsed with tumour exosomes", "Exosome-pulsed dendritic cells",
                            "负载肿瘤外泌体的树突状细胞疫苗", "以外泌体致敏的DC疫苗治疗肝癌"}) {
    EXPECT_EQ(StudyText(title).Intervention(title).Class(), v1::PRODUCT_CLASS_CELLS) << title;
  }
  EXPECT_EQ(StudyText("Exosomes of dendritic cells").Intervention("dendritic cell-derived exosomes").Class(),
            v1::PRODUCT_CLASS_PURE_EV);
}

TEST(EvReadingTest, EvsOfSamples) {
  for (const char* text : {"Blood is drawn at week 4 and exosomes are isolated", "抽取关节液提取外泌体",
                           "Synovial fluid is aspirated to obtain extracellular vesicles"}) {
    EXPECT_EQ(StudyText("Effects of walking on knees").Intervention("walking", text, "BEHAVIORAL").Class(),
              v1::PRODUCT_CLASS_EV_BIOMARKER)
        << text;
  }
  EXPECT_EQ(StudyText("Exosomes for knees")
                .Intervention("exosomes", "Blood is drawn and exosomes are isolated and injected into the knee")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
}

TEST(EvReadingTest, LettersThatTheRecordDefinesOtherwise) {
  EXPECT_FALSE(StudyText("Primary prophylaxis of esophageal varices (EV) with carvedilol")
                   .Intervention("carvedilol")
                   .Summary("Large EVs bleed in a third of these children.")
                   .Facts()
                   .has_value());
  EXPECT_TRUE(StudyText("Large EVs of platelets for the knee").Intervention("large EVs").Facts().has_value());
}

TEST(EvReadingTest, WhatIsInEvs) {
  EXPECT_EQ(StudyText("Xylotinib guided by EV-DNA in lung cancer; exosomes are read")
                .Intervention("xylotinib", "patients with mutations in exosome DNA receive 80 mg", "DRUG")
                .Class(),
            v1::PRODUCT_CLASS_EV_BIOMARKER);
}

TEST(EvReadingTest, WhatIsNotDenied) {
  EXPECT_EQ(StudyText("Cell-free exosome therapy for knees").Intervention("cell-free exosomes").Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_NE(StudyText("A therapy free of exosomes for knees").Intervention("exosome-free medium").Class(),
            v1::PRODUCT_CLASS_PURE_EV);
}

// Where EVs come from, and what they carry, loads no cells.
TEST(EvReadingTest, CellsThatEvsComeFrom) {
  for (const char* title : {"Exosomes loaded with miR-9 from mesenchymal stem cells",
                            "Exosomes from antigen-loaded dendritic cells", "Dexosomes pulsed with peptides"}) {
    EXPECT_EQ(StudyText(title).Intervention(title).Class(), v1::PRODUCT_CLASS_PURE_EV) << title;
  }
}

TEST(EvReadingTest, CellsInAPreparationWhereNothingSaysThatEvsAreGiven) {
  EXPECT_EQ(StudyText("Stem cells for knees")
                .Intervention("Stem cells 1x10^6/kg at week 0, with blood for exosomes collected at each visit")
                .Class(),
            v1::PRODUCT_CLASS_CELLS);
  EXPECT_EQ(StudyText("XV-12 for knees")
                .Intervention("XV-12", "A conditioned medium of growth factors and exosomes obtained from stem cells")
                .Class(),
            v1::PRODUCT_CLASS_CONDITIONED_MEDIUM);
}

TEST(EvReadingTest, EvsThatControlsGiveBloodFor) {
  EXPECT_EQ(StudyText("针刺对血浆外泌体的影响")
                .Arm("", "针刺组", "针刺")
                .Arm("", "健康对照组", "采血提取外泌体，不予干预")
                .Class(),
            v1::PRODUCT_CLASS_EV_BIOMARKER);
  EXPECT_EQ(StudyText("Washing blood to reduce extracellular vesicles")
                .Intervention("washed blood", "EVs are counted before transfusion")
                .Class(),
            v1::PRODUCT_CLASS_EV_BIOMARKER);
}

}  // namespace
}  // namespace trialweave::normalizer
