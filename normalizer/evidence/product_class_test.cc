#include "normalizer/evidence/product_class.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/evidence/study_text.h"

namespace trialweave::normalizer {
namespace {

TEST(ProductClassTest, EvsThatAreGiven) {
  for (const StudyText& study :
       {StudyText("Joint injection of vesicles in knee arthritis")
            .Intervention("Small extracellular vesicles from umbilical cord MSC"),
        StudyText("MSC-Exos Promote Healing of Torn Menisci")
            .Intervention("exosomes derived from mesenchymal stem cells"),
        StudyText("Aerosol of adipose stem cell exosomes in lung disease")
            .Intervention("MSCs-derived exosomes", "Five inhalations of MSCs-derived exosomes"),
        StudyText("脐带间充质干细胞外泌体治疗膝骨关节炎的安全性研究"),
        StudyText("Safety of ExoFlo in shoulder arthritis").Intervention("ExoFlo"),
        StudyText("Use of Extracellular Vesicles (EV) in gonarthrosis")
            .Intervention("EV", "Intra-articular extravascular vesicles injection"),
        StudyText("Exosomes in ischemic stroke")
            .Intervention("exosome", "Exosomes isolated from the conditioned medium of MSC"),
        StudyText("PRP-derived exosomes for tendon pain").Intervention("PRP-Exos injection"),
        // Placebos, comparators and carriers make no combination.
        StudyText("Exosomes versus hyaluronic acid in knee osteoarthritis")
            .Intervention("MSC exosomes")
            .Intervention("Hyaluronic acid")
            .Arm("EXPERIMENTAL", "Exosome", "MSC exosomes into the knee")
            .Arm("ACTIVE_COMPARATOR", "HA", "hyaluronic acid 2 ml")}) {
    EXPECT_EQ(study.Class(), v1::PRODUCT_CLASS_PURE_EV) << study.registration().ShortDebugString();
  }
}

TEST(ProductClassTest, OtherProductsAreNeverPureEv) {
  const std::pair<StudyText, v1::ProductClass> cases[] = {
      {StudyText("Platelet- and extracellular vesicle-rich plasma in chronic wounds")
           .Intervention("PEVRP", "plasma enriched with platelets and EVs"),
       v1::PRODUCT_CLASS_PLATELET_PRODUCT},
      {StudyText("Stem cell conditioned medium for knee osteoarthritis")
           .Intervention("Conditioned medium", "Conditioned medium containing exosomes and growth factors"),
       v1::PRODUCT_CLASS_CONDITIONED_MEDIUM},
      {StudyText("Joint injection in osteoarthritis")
           .Intervention("Study product", "Patients receive an injection of stem cell secretome/exosomes"),
       v1::PRODUCT_CLASS_CONDITIONED_MEDIUM},
      {StudyText("MSC secretome in osteoarthritis").Intervention("Secretome (rich in extracellular vesicles)"),
       v1::PRODUCT_CLASS_CONDITIONED_MEDIUM},
      {StudyText("Cell-free stem cell-derived extract in knee pain").Intervention("CCM"),
       v1::PRODUCT_CLASS_CONDITIONED_MEDIUM},
      {StudyText("脐带间充质干细胞注射治疗膝骨关节炎").Intervention("脐带间充质干细胞"), v1::PRODUCT_CLASS_CELLS},
      {StudyText("Umbilical cord MSC in gonarthrosis")
           .Intervention("UC-MSC")
           .Summary("Mesenchymal stem cells act by releasing exosomes that patients' chondrocytes take up."),
       v1::PRODUCT_CLASS_CELLS},
      {StudyText("PRP in knee osteoarthritis").Intervention("Platelet rich plasma"),
       v1::PRODUCT_CLASS_PLATELET_PRODUCT},
      {StudyText("富血小板血浆治疗膝骨关节炎"), v1::PRODUCT_CLASS_PLATELET_PRODUCT},
      {StudyText("Lumbar pain and cord tissue").Intervention("Umbilical cord Wharton's Jelly Allograft"),
       v1::PRODUCT_CLASS_OTHER_BIOLOGIC},
      {StudyText("Disc injection of PRP Enriched With Exosomes").Intervention("Platelet rich plasma with exosomes"),
       v1::PRODUCT_CLASS_EV_COMBINED},
      {StudyText("Outcomes of cellular and exosome-based therapies")
           .Intervention("Allogeneic MSC infusion")
           .Observational(),
       v1::PRODUCT_CLASS_EV_COMBINED},
      // A material that carries EVs, also where the comparator gets it without them.
      {StudyText("Polycaprolactone scaffolds decorated with dental pulp stem cell exosomes"),
       v1::PRODUCT_CLASS_EV_COMBINED},
      {StudyText("Thermosensitive hydrogel carrying umbilical cord stem cell exosomes for ulcers")
           .Intervention("Gel with exosomes")
           .Intervention("Gel without exosomes"),
       v1::PRODUCT_CLASS_EV_COMBINED},
      {StudyText("PRP injection for poor response and the mechanism of platelet exosomes on granulosa cells")
           .Intervention("PRP"),
       v1::PRODUCT_CLASS_PLATELET_PRODUCT},
      {StudyText("超声引导下PRP注射治疗肩袖撕裂及PRP外泌体miRNA与疗效相关性研究").Intervention("自体PRP 4 mL"),
       v1::PRODUCT_CLASS_PLATELET_PRODUCT},
      {StudyText("SVF and exosomes in lung failure").Intervention("SVF").Intervention("exosomes"),
       v1::PRODUCT_CLASS_EV_COMBINED},
      {StudyText("外泌体联合间充质干细胞治疗骨关节炎").Intervention("间充质干细胞外泌体").Intervention("间充质干细胞"),
       v1::PRODUCT_CLASS_EV_COMBINED}};
  for (const auto& [study, expected] : cases) {
    EXPECT_EQ(study.Class(), expected) << study.registration().ShortDebugString()
                                       << v1::ProductClass_Name(study.Class());
  }
}

// Each arm gets one of the two.
TEST(ProductClassTest, EvsComparedWithAnotherProduct) {
  EXPECT_EQ(StudyText("Exosomes Versus PRP in Knee Osteoarthritis")
                .Arm("ACTIVE_COMPARATOR", "group A", "exosome 2 cc intra articular")
                .Arm("ACTIVE_COMPARATOR", "group B", "PRP 5 ml intra articular")
                .Intervention("exosome")
                .Intervention("PRP")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("Exosomes with PRP versus PRP in Knee Osteoarthritis")
                .Arm("ACTIVE_COMPARATOR", "group A", "exosome 2 cc with PRP 5 ml")
                .Arm("ACTIVE_COMPARATOR", "group B", "PRP 5 ml intra articular")
                .Intervention("exosome")
                .Intervention("PRP")
                .Class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
}

TEST(ProductClassTest, MaterialsThatCarryEvs) {
  for (const char* title : {"Exosome-laden chitosan hydrogel on leg ulcers", "Fibrin glue with exosomes in fistulas",
                            "外泌体水凝胶治疗慢性创面"}) {
    EXPECT_EQ(StudyText(title).Intervention("Exosomes").Class(), v1::PRODUCT_CLASS_EV_COMBINED) << title;
  }
  EXPECT_EQ(StudyText("Exosomes with hyaluronic acid in knee pain").Intervention("Exosomes").Class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
  EXPECT_EQ(StudyText("Combination of exosomes and HA in knee pain").Intervention("Exosomes").Class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
  EXPECT_EQ(StudyText("MSC extracellular vesicles formulated in hyaluronic acid").Intervention("HV-1").Class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
  for (const char* title : {"Exosomes versus hydrogel on leg ulcers",
                            "Comparison of exosomes with hyaluronic acid in knee pain", "Exosomes without hydrogel",
                            "Exosomes after alveolar bone graft", "Effect of exosomes on bone graft healing"}) {
    EXPECT_EQ(StudyText(title).Intervention("Exosomes").Class(), v1::PRODUCT_CLASS_PURE_EV) << title;
  }
  EXPECT_EQ(StudyText("Mechanism of exosomes in treating knee pain").Intervention("Exosomes", "", "").Class(),
            v1::PRODUCT_CLASS_PURE_EV);
}

// What comparators get, too, is background, unless the intervention is named so.
TEST(ProductClassTest, ProceduresNamedWithEvs) {
  const auto class_of = [](const std::string& intervention) {
    return StudyText("Exosomes for scars")
        .Intervention(intervention)
        .Intervention("Microneedling", "", "DEVICE")
        .Arm("EXPERIMENTAL", "A", "Exosome with microneedling", intervention)
        .Arm("PLACEBO_COMPARATOR", "B", "microneedling with gel", "Microneedling")
        .Class();
  };
  EXPECT_EQ(class_of("Exosome + microneedling"), v1::PRODUCT_CLASS_EV_COMBINED);
  EXPECT_EQ(class_of("Exosomes"), v1::PRODUCT_CLASS_PURE_EV);
}

// The comparator's EVs are not what is studied.
TEST(ProductClassTest, EvsOfTheComparatorAlone) {
  EXPECT_EQ(StudyText("PRP and a commercial exosome for the scalp")
                .Intervention("PRP")
                .Intervention("Commercial exosome")
                .Arm("EXPERIMENTAL", "PRP", "PRP 6 mL")
                .Arm("ACTIVE_COMPARATOR", "Exosome (reference)", "commercial exosome")
                .Class(),
            v1::PRODUCT_CLASS_PLATELET_PRODUCT);
}

TEST(ProductClassTest, RegistriesOfTreatedPatients) {
  EXPECT_EQ(StudyText("Exosomes for knee arthrosis registry")
                .Intervention("Exosomes")
                .Summary("Patients treated with exosomes in the knee are followed for one year.")
                .Observational()
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
}

// What both arms get, or the comparator alone, is no part of the product.
TEST(ProductClassTest, BackgroundsAndComparators) {
  EXPECT_EQ(StudyText("MSC exosomes with microfracture in cartilage defects")
                .Intervention("MSC exosomes")
                .Arm("EXPERIMENTAL", "Exosome", "microfracture, then MSC exosomes")
                .Arm("SHAM_COMPARATOR", "Control", "microfracture, then saline")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("Extracellular vesicles in hamstring injury")
                .Intervention("ASC extracellular vesicles")
                .Intervention("LP-PRP")
                .Arm("EXPERIMENTAL", "Extracellular vesicles", "one injection")
                .Arm("ACTIVE_COMPARATOR", "PRP", "one injection")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("Exosome-Rich PRP in gonarthrosis").Intervention("Exosome-rich PRP").Class(),
            v1::PRODUCT_CLASS_PLATELET_PRODUCT);
}

TEST(ProductClassTest, EvsThatNobodyIsGiven) {
  EXPECT_NE(StudyText("Donation of fat for exosome therapy")
                .Intervention("Donation", "", "OTHER")
                .Summary("Exosomes are tested on explants. No exosomes will be given to participants.")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  // Of controls it may well be said.
  EXPECT_EQ(StudyText("Exosomes in gonarthrosis")
                .Intervention("Injection")
                .Summary("Patients receive exosomes. In controls a solution without exosomes is injected.")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("Time-restricted eating and adipose exosomes")
                .Intervention("Fasting", "", "BEHAVIORAL")
                .Outcome("Exosomes in plasma", "12 weeks", true)
                .Class(),
            v1::PRODUCT_CLASS_EV_BIOMARKER);
}

TEST(ProductClassTest, EvsThatAreMeasured) {
  for (const StudyText& study :
       {StudyText("Exosome analysis in spinal fluid of patients with meningitis")
            .Intervention("lumbar puncture", "", "PROCEDURE"),
        StudyText("Plasma exosomes as biomarkers in knee osteoarthritis").Observational(),
        StudyText("Circulating extracellular vesicles before and after exercise therapy"),
        StudyText("Neuronal derived extracellular vesicles in dementia").Intervention("blood draw", "", "OTHER"),
        StudyText("血清外泌体miRNA在骨关节炎诊断中的价值"),
        StudyText("Exosomal microRNA to predict the response to arthroscopy")
            .Intervention("Exosomal miRNA test", "levels of exosomal miRNA", "DIAGNOSTIC_TEST")}) {
    EXPECT_EQ(study.Class(), v1::PRODUCT_CLASS_EV_BIOMARKER) << study.registration().ShortDebugString();
  }
}

TEST(ProductClassTest, ArmsOfRegistriesThatDoNotSayTheirKind) {
  const auto arms = [](const char* title, const char* other) {
    return StudyText(title).Arm("", "外泌体组", "外泌体关节腔注射").Arm("", other, "关节腔注射");
  };
  EXPECT_EQ(arms("外泌体治疗膝痛", "PRP组").Class(), v1::PRODUCT_CLASS_PURE_EV) << "what it is compared with";
  EXPECT_EQ(arms("外泌体治疗膝痛", "间充质干细胞组").Class(), v1::PRODUCT_CLASS_EV_COMBINED)
      << "cells are studied, too";
  EXPECT_EQ(StudyText("外泌体治疗膝痛").Arm("", "外泌体+PRP组", "").Arm("", "PRP组", "").Class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
  EXPECT_EQ(StudyText("外泌体KX-7注射液治疗膝痛：富血小板血浆对照试验")
                .Intervention("KX-7注射液")
                .Intervention("PRP")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
}

TEST(ProductClassTest, TitlesThatListWhatIsCompared) {
  const auto study = [](const char* title) {
    return StudyText(title)
        .Arm("EXPERIMENTAL", "A", "exosome injection")
        .Arm("EXPERIMENTAL", "B", "platelet rich plasma injection");
  };
  EXPECT_EQ(study("Comparison of exosomes and platelet rich plasma in knee pain").Class(), v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(study("Exosomes and platelet rich plasma in knee pain").Class(), v1::PRODUCT_CLASS_EV_COMBINED);
}

TEST(ProductClassTest, OtherNamesOfWhatTheTitleGives) {
  EXPECT_EQ(
      StudyText("Autologous plasma derived exosomes on cutaneous wound healing")
          .Intervention("plasma-derived exosomes", "autologous exosome-rich plasma is applied to the ulcer", "OTHER")
          .Class(),
      v1::PRODUCT_CLASS_PURE_EV);
}

// Registers that print what all groups get as one text.
TEST(ProductClassTest, WhatATitleComparesWithIsNoPartnerInOneText) {
  const char* text = "Exosome 2cc injection every week for 3 weeks, leukocyte-poor PRP 5cc injection every week";
  EXPECT_EQ(StudyText("Cord exosome compare to leukocyte-poor platelet rich plasma in gonarthrosis")
                .Intervention(text, "", "")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("Cord exosome in gonarthrosis").Intervention(text, "", "").Class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
  for (const char* title : {"Minoxidil versus PRP, exosomes and mesotherapy in alopecia",
                            "Exosomes, compared to placebo, with PRP in alopecia",
                            "Treatment of graft versus host disease with platelet rich plasma, exosomes"}) {
    EXPECT_EQ(StudyText(title).Intervention("exosomes and PRP", "", "").Class(), v1::PRODUCT_CLASS_EV_COMBINED)
        << title;
  }
  EXPECT_EQ(StudyText("Exosomes with PRP versus PRP").Intervention("Exosomes with PRP, PRP alone", "", "").Class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
}

TEST(ProductClassTest, WhatArmsWithoutEvsGetTooIsNoPartner) {
  const auto arms = [](const char* other) {
    return StudyText("Exosomes in acne scars")
        .Arm("", "Exosome", "microneedling combined with exosomes")
        .Arm("", "Other", other);
  };
  EXPECT_EQ(arms("microneedling, then saline").Class(), v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(arms("saline").Class(), v1::PRODUCT_CLASS_EV_COMBINED);
}

TEST(ProductClassTest, DrugsAgainstTumoursInCombination) {
  const auto study = [](const char* other) {
    return StudyText("Dendritic cell-derived exosomes in combination with nivolumab in lung cancer")
        .Arm("EXPERIMENTAL", "A", "exosomes and nivolumab")
        .Arm("ACTIVE_COMPARATOR", "B", other);
  };
  EXPECT_EQ(study("best supportive care").Class(), v1::PRODUCT_CLASS_EV_COMBINED);
  EXPECT_EQ(study("nivolumab").Class(), v1::PRODUCT_CLASS_PURE_EV) << "both get it";
  EXPECT_EQ(StudyText("Exosome-delivered oligonucleotide with nivolumab").Intervention("exosomes").Class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
}

TEST(ProductClassTest, ArmsThatAreAllCompared) {
  EXPECT_EQ(StudyText("Two kinds of PRP: role of platelet vesicles")
                .Intervention("LR-PRP")
                .Arm("ACTIVE_COMPARATOR", "LR-PRP", "with leukocytes", "LR-PRP")
                .Arm("ACTIVE_COMPARATOR", "LP-PRP", "without leukocytes", "LR-PRP")
                .Outcome("vesicles counted in the product", "day 1", false)
                .Class(),
            v1::PRODUCT_CLASS_PLATELET_PRODUCT);
}

TEST(ProductClassTest, LookalikesAreOutOfScope) {
  for (const StudyText& study :
       {StudyText("Exogenous surfactant and exon 2 in exocrine insufficiency"), StudyText("EV71 vaccine in children"),
        StudyText("Extravascular lung water in sepsis"), StudyText("Metformin in type 2 diabetes"),
        StudyText("Autologous stem cell transplantation in myeloma")
            .Intervention("Hematopoietic stem cell transplantation")}) {
    EXPECT_EQ(study.Facts(), std::nullopt) << study.registration().ShortDebugString();
  }
}

// The quick look before a record is read must not lose what reading it would find.
TEST(ProductClassTest, TermsAreFoundInAnySpelling) {
  for (const char* spelling :
       {"bone-marrow aspirate concentrate", "Adipose derived stem\ncells", "adipose-derived  stem cell",
        "adipose derived stem\n\ncells", "ＡＤＩＰＯＳＥ derived stem cells"}) {
    EXPECT_EQ(StudyText("Stem cells in the knee").Intervention(spelling).Class(), v1::PRODUCT_CLASS_CELLS) << spelling;
  }
}

TEST(ProductClassTest, OriginsBehindTermsThatNameTheirBeginning) {
  EXPECT_EQ(StudyText("Trial of extracellular vesicles derived from umbilical cord mesenchymal stromal cells")
                .Intervention("EVs")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
}

TEST(ProductClassTest, TitlesThatCompareWhatInterventionsList) {
  EXPECT_EQ(StudyText("Exosomes versus platelet rich plasma in disc displacement")
                .Intervention("Exosomes", "", "")
                .Intervention("Platelet rich plasma", "", "")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("Comparison of injection of exosome with platelet rich plasma in gonarthrosis")
                .Intervention("Exosomes", "", "")
                .Intervention("Platelet rich plasma", "", "")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(StudyText("Exosomes with platelet rich plasma in gonarthrosis")
                .Intervention("Exosomes", "", "")
                .Intervention("Platelet rich plasma", "", "")
                .Class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
}

}  // namespace
}  // namespace trialweave::normalizer
