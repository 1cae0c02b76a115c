#include "normalizer/evidence/ev_extractor.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/vocabulary/vocabulary.h"

namespace trialweave::normalizer {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const EvExtractor& Extractor() {
  static const EvExtractor extractor(Vocabulary::Embedded()->evidence_terms());
  return extractor;
}

// StudyText builds a registration from what a study says of itself.
class StudyText {
 public:
  explicit StudyText(const std::string& title) { Text(study()->add_titles(), title); }

  StudyText&& Intervention(const std::string& name, const std::string& description = "",
                           const std::string& kind = "BIOLOGICAL") && {
    v1::Intervention* intervention = study()->add_interventions();
    intervention->set_kind(kind);
    Text(intervention->add_names(), name);
    if (!description.empty()) Text(intervention->add_descriptions(), description);
    return std::move(*this);
  }
  StudyText&& Arm(const std::string& kind, const std::string& label, const std::string& description,
                  const std::string& intervention = "") && {
    v1::Arm* arm = study()->add_arms();
    arm->set_kind(kind);
    Text(arm->add_labels(), label);
    Text(arm->add_descriptions(), description);
    if (!intervention.empty()) arm->add_intervention_names(intervention);
    return std::move(*this);
  }
  StudyText&& Summary(const std::string& text) && {
    Text(study()->add_summaries(), text);
    return std::move(*this);
  }
  StudyText&& Condition(const std::string& text) && {
    Text(study()->add_conditions()->add_names(), text);
    return std::move(*this);
  }
  StudyText&& Outcome(const std::string& measure, const std::string& time_frame, bool primary) && {
    v1::OutcomeMeasure* outcome = study()->add_outcomes();
    Text(outcome->add_measures(), measure);
    outcome->set_time_frame(time_frame);
    outcome->set_primary(primary);
    return std::move(*this);
  }
  StudyText&& Observational() && {
    study()->set_study_type(v1::STUDY_TYPE_OBSERVATIONAL);
    return std::move(*this);
  }
  StudyText&& Country(const std::string& code) && {
    study()->add_countries(code);
    return std::move(*this);
  }
  StudyText&& Regulatory(const std::string& text) && {
    study()->add_regulatory_mentions(text);
    return std::move(*this);
  }

  std::optional<v1::EvFacts> Facts() const { return Extractor().Extract(registration_); }
  v1::ProductClass Class() const {
    const auto facts = Facts();
    return facts.has_value() ? facts->product_class() : v1::PRODUCT_CLASS_UNSPECIFIED;
  }
  // Values of a field.
  std::set<std::string> Values(std::string_view field) const {
    std::set<std::string> values;
    const auto facts = Facts();
    if (!facts.has_value()) return values;
    for (const v1::Fact& fact : facts->facts()) {
      if (fact.field() == field) values.insert(fact.value());
    }
    return values;
  }
  const v1::Registration& registration() const { return registration_; }

 private:
  v1::Study* study() { return registration_.mutable_study(); }
  static void Text(v1::LocalizedText* text, const std::string& value) { text->set_text(value); }

  v1::Registration registration_;
};

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
      {StudyText("SVF and exosomes in lung failure").Intervention("SVF").Intervention("exosomes"),
       v1::PRODUCT_CLASS_EV_COMBINED},
      {StudyText("外泌体联合间充质干细胞治疗骨关节炎").Intervention("间充质干细胞外泌体").Intervention("间充质干细胞"),
       v1::PRODUCT_CLASS_EV_COMBINED}};
  for (const auto& [study, expected] : cases) {
    EXPECT_EQ(study.Class(), expected) << study.registration().ShortDebugString()
                                       << v1::ProductClass_Name(study.Class());
  }
}

TEST(ProductClassTest, ProductsUnderACode) {
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

TEST(ProductClassTest, EvsThatAnotherProductChanges) {
  for (const StudyText& study :
       {StudyText("Do hyaluronic acid injections change synovial fluid exosomes?").Intervention("Hyaluronic acid"),
        StudyText("Corticosteroid injection and the exosomes of the knee")
            .Intervention("Triamcinolone")
            .Summary("Exosomes are isolated from blood samples and quantified.")}) {
    EXPECT_EQ(study.Class(), v1::PRODUCT_CLASS_EV_BIOMARKER) << study.registration().ShortDebugString();
  }
}

TEST(ProductClassTest, EffectsOfEvsAndOnEvs) {
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

TEST(ProductClassTest, OriginsBehindWhatEvsHold) {
  EXPECT_EQ(StudyText("XV-12 in stroke")
                .Intervention("XV-12", "Exosomes enriched with miR-124 derived from allogeneic neural stem cells")
                .Summary("XV-12 is an exosome product enriched with miR-124 derived from neural stem cells.")
                .Class(),
            v1::PRODUCT_CLASS_PURE_EV);
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

TEST(StudyFactsTest, EndpointsWithTimePoints) {
  const auto facts = StudyText("Exosomes in knee osteoarthritis")
                         .Intervention("exosomes")
                         .Outcome("Treatment-emergent adverse events", "12 months", true)
                         .Outcome("Change in WOMAC and VAS pain", "Baseline, 1, 3 and 6 months", false)
                         .Outcome("磁共振软骨厚度", "治疗后12个月", false)
                         .Facts();
  ASSERT_TRUE(facts.has_value());
  std::map<std::string, std::string> shown;
  for (const v1::Fact& fact : facts->facts()) {
    if (fact.field() != "endpoint") continue;
    std::string times = fact.endpoint().primary() ? "primary" : "secondary";
    for (const v1::TimePoint& time : fact.endpoint().time_points())
      absl::StrAppend(&times, " ", time.value(), " ", time.unit());
    shown[fact.value()] = times;
  }
  EXPECT_EQ(shown["adverse_events"], "primary 12 months");
  EXPECT_EQ(shown["womac"], "secondary 1 months 3 months 6 months");
  EXPECT_EQ(shown["vas"], "secondary 1 months 3 months 6 months");
  EXPECT_EQ(shown["cartilage_thickness"], "secondary 12 months");
}

TEST(StudyFactsTest, ConditionsOfTheJoint) {
  EXPECT_THAT(StudyText("Exosome injection in gonarthrosis").Condition("Osteoarthritis").Values("condition"),
              ElementsAre("knee_oa"));
  EXPECT_THAT(StudyText("Exosome injection for the hip").Condition("Osteoarthritis").Values("condition"),
              ElementsAre("other_oa"));
  EXPECT_THAT(StudyText("Exosome injection").Condition("Meniscus tear").Values("condition"), ElementsAre("meniscus"));
  EXPECT_THAT(StudyText("Exosome inhalation").Condition("COVID-19").Values("condition"), ElementsAre("other"));
}

TEST(RegulatoryFactsTest, StandingInAmericaAndChina) {
  EXPECT_THAT(StudyText("Exosome therapy").Summary("The study is run under IND 16789.").Values("ind_status"),
              ElementsAre("stated"));
  EXPECT_THAT(StudyText("Exosome therapy").Country("CL").Values("ind_status"), ElementsAre("not_us"));
  EXPECT_THAT(StudyText("Exosome therapy").Country("US").Values("ind_status"), ElementsAre("unknown"));
  EXPECT_THAT(StudyText("外泌体治疗").Summary("受理号CXSL2300006").Values("acceptance_number"),
              ElementsAre("CXSL2300006"));
}

v1::EvFacts FactsOfAbstract(const std::string& title, const std::string& abstract) {
  v1::Publication publication;
  publication.add_titles()->set_text(title);
  publication.add_abstracts()->set_text(abstract);
  return Extractor().Extract(publication).value_or(v1::EvFacts());
}

TEST(ReadoutsTest, ChangesWithTheirTime) {
  const v1::EvFacts facts =
      FactsOfAbstract("Umbilical MSC exosomes in knee osteoarthritis: a randomised controlled trial",
                      "Thirty patients were randomised. The VAS score decreased from 7.5 ± 1.1 to 2.8 ± 0.9 at 12 "
                      "months. No serious adverse "
                      "events were observed. In conclusion, one injection was safe.");
  EXPECT_EQ(facts.product_class(), v1::PRODUCT_CLASS_PURE_EV);
  std::map<std::string, const v1::Fact*> by_field;
  for (const v1::Fact& fact : facts.facts()) by_field[fact.field()] = &fact;
  ASSERT_NE(by_field["readout"], nullptr);
  EXPECT_EQ(by_field["readout"]->value(), "vas");
  EXPECT_EQ(by_field["readout"]->readout().before(), 7.5);
  EXPECT_EQ(by_field["readout"]->readout().after(), 2.8);
  EXPECT_EQ(by_field["readout"]->readout().time_point().value(), 12);
  ASSERT_NE(by_field["adverse_events"], nullptr);
  EXPECT_EQ(by_field["adverse_events"]->value(), "none_serious");
  EXPECT_EQ(by_field["evidence_type"]->value(), "rct");
  EXPECT_NE(by_field["conclusion"], nullptr);
}

TEST(ReadoutsTest, ChineseArrowsAndProseThatIsUnclear) {
  const v1::EvFacts facts =
      FactsOfAbstract("外泌体治疗膝骨关节炎", "VAS评分由7.5分降至2.8分。共30例患者，年龄30至70岁，WOMAC未报告。");
  int readouts = 0;
  for (const v1::Fact& fact : facts.facts()) {
    if (fact.field() != "readout") continue;
    ++readouts;
    EXPECT_EQ(fact.value(), "vas");
    EXPECT_EQ(fact.readout().after(), 2.8);
  }
  EXPECT_EQ(readouts, 1);
}

TEST(ReadoutsTest, AComparatorIsNotTheProductItself) {
  const v1::EvFacts facts = FactsOfAbstract(
      "Platelet-rich plasma versus hyaluronic acid in gonarthrosis: a randomized, double-blind trial", "");
  std::multimap<std::string, std::string> values;
  for (const v1::Fact& fact : facts.facts()) values.emplace(fact.field(), fact.value());
  EXPECT_EQ(values.count("comparator"), 1);
  EXPECT_EQ(values.find("comparator")->second, "hyaluronic_acid");
  EXPECT_EQ(values.find("evidence_type")->second, "rct");
}

const char kMeasures[] =
    "Exosomal microRNAs were detected in the synovial fluid of patients, and their level predicts progression.";
const char kGives[] = " Exosomes injected into the knees of mice eased pain.";

v1::EvFacts FactsOfTypes(const std::string& title, const std::vector<std::string>& types,
                         const std::string& abstract = kMeasures) {
  v1::Publication publication;
  publication.add_titles()->set_text(title);
  publication.add_abstracts()->set_text(abstract);
  for (const std::string& type : types) publication.add_publication_types(type);
  return Extractor().Extract(publication).value_or(v1::EvFacts());
}

std::string EvidenceTypeOf(const v1::EvFacts& facts) {
  for (const v1::Fact& fact : facts.facts()) {
    if (fact.field() == "evidence_type") return fact.value();
  }
  return "";
}

TEST(ReviewTest, AReviewGivesAndMeasuresNothingItself) {
  for (const auto& [title, types] : std::map<std::string, std::vector<std::string>>{
           {"Extracellular vesicles in joint disease", {"Journal Article", "Review"}},
           {"Exosomal cargo and the ageing joint", {"Conference Review"}},
           {"Extracellular vesicles in joint disease: a narrative review", {"Journal Article"}},
           {"What exosomes tell of the joint. A review.", {}},
           {"外泌体与关节疾病研究进展", {}}}) {
    const v1::EvFacts facts = FactsOfTypes(title, types, std::string(kMeasures) + kGives);
    EXPECT_EQ(facts.product_class(), v1::PRODUCT_CLASS_UNSPECIFIED) << title;
    EXPECT_EQ(FactsOfTypes(title, types).product_class(), v1::PRODUCT_CLASS_UNSPECIFIED) << title;
    EXPECT_EQ(EvidenceTypeOf(facts), "review") << title;
  }
}

TEST(ReviewTest, AStudyThatMeasuresIsNoReview) {
  EXPECT_EQ(FactsOfTypes("Extracellular vesicles in joint disease", {"Journal Article"}).product_class(),
            v1::PRODUCT_CLASS_EV_BIOMARKER);
  EXPECT_EQ(FactsOfTypes("Extracellular vesicles in joint disease", {"Review", "Observational Study"}).product_class(),
            v1::PRODUCT_CLASS_EV_BIOMARKER);
  EXPECT_EQ(
      FactsOfTypes("Serum exosome levels in a swollen knee: case report and literature review", {}).product_class(),
      v1::PRODUCT_CLASS_EV_BIOMARKER);
}

TEST(ReviewTest, WhatAReviewIsAboutStandsInItsTitle) {
  EXPECT_EQ(FactsOfTypes("Exosome therapy for the knee: an overview", {"Review"}).product_class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(
      FactsOfTypes("Diagnostic value of serum exosome levels: a meta-analysis", {"Systematic Review"}).product_class(),
      v1::PRODUCT_CLASS_EV_BIOMARKER);
}

// Every span is the text it says, and lies in a field that facts may come from.
TEST(EvidenceSpanTest, SpansAreTheTextOfTheirField) {
  const StudyText study = StudyText("脐带MSC外泌体 — exosomes for the knee")
                              .Intervention("hUC-MSC-Exos", "膝关节腔内注射 2×10^9颗粒/次")
                              .Outcome("VAS评分", "第4周", true);
  const auto facts = study.Facts();
  ASSERT_TRUE(facts.has_value());
  int spans = 0;
  for (const v1::Fact& fact : facts->facts()) {
    EXPECT_GT(fact.confidence(), 0);
    EXPECT_LE(fact.confidence(), 1);
    EXPECT_FALSE(fact.rule().empty());
    for (const v1::EvidenceSpan& span : fact.evidence()) {
      ++spans;
      EXPECT_THAT(span.field(), ::testing::StartsWith("study."));
      EXPECT_EQ(span.text().size(), span.length());
      if (span.field() == "study.titles[0].text") {
        EXPECT_EQ(study.registration().study().titles(0).text().substr(span.offset(), span.length()), span.text());
      }
    }
  }
  EXPECT_GT(spans, 5);
}

TEST(EvExtractorTest, LongTextsEndInTime) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "exosomes and stem cells, 10 mg at 3 months VAS from 7 to 3; ";
  EXPECT_TRUE(StudyText(text).Intervention(text).Facts().has_value());
}

}  // namespace
}  // namespace trialweave::normalizer
