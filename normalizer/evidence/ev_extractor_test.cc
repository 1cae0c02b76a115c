#include "normalizer/evidence/ev_extractor.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/evidence/study_text.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

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

std::string ValueOf(const v1::EvFacts& facts, std::string_view field) {
  std::string values;
  for (const v1::Fact& fact : facts.facts()) {
    if (fact.field() == field) absl::StrAppend(&values, values.empty() ? "" : ",", fact.value());
  }
  return values;
}

TEST(ArticleTest, FollowUpIsTheLongestVisit) {
  const auto follow_up = [](const std::string& abstract) {
    return ValueOf(FactsOfAbstract("Exosome injection for the knee", abstract), "follow_up");
  };
  EXPECT_EQ(follow_up("Thirty patients had pain for at least 2 years. WOMAC was read at 3, 6 and 12 months."),
            "12 months");
  EXPECT_EQ(follow_up("Patients aged 40 to 70 years received exosomes every 4 weeks. Closure by week 12 was seen."),
            "12 weeks");
  EXPECT_EQ(follow_up("Forty adults received exosomes for 8 weeks; 47 completed the 12-week visit."), "12 weeks");
  EXPECT_EQ(follow_up("Rats received exosomes; cartilage was graded at 10 weeks."), "") << "animals are not followed";
  EXPECT_EQ(follow_up("Patients received exosomes. Pain was 34 mm at month 6 and 38 mm at month 12."), "12 months");
  EXPECT_EQ(follow_up("Patients aged 18-60 received exosomes and were followed for 12 months."), "12 months");
  EXPECT_EQ(follow_up("Adults (mean age 27 ± 6 years) had surgery followed by exosomes. MRI was read at 3 months."),
            "3 months");
}

TEST(ArticleTest, EvidenceTypeWhereNothingIsCompared) {
  EXPECT_EQ(EvidenceTypeOf(
                FactsOfAbstract("Exosome injection for the knee",
                                "Twelve patients received exosomes. VAS fell. A placebo-controlled trial is needed.")),
            "single_arm");
  EXPECT_EQ(EvidenceTypeOf(FactsOfAbstract("Exosome injection for the knee", "Patients received exosomes or saline.")),
            "");
  EXPECT_EQ(EvidenceTypeOf(FactsOfAbstract("Plasma exosome levels predict progression of gonarthrosis",
                                           "Plasma exosomes of 40 patients were analysed.")),
            "observational");
  EXPECT_EQ(EvidenceTypeOf(FactsOfAbstract("Exosome drops for dry eye",
                                           "Fourteen recipients were treated with exosomes. In mice, too, they "
                                           "calmed macrophages.")),
            "single_arm")
      << "mice beside people";
  EXPECT_EQ(EvidenceTypeOf(FactsOfAbstract("Exosome injection for the knee",
                                           "Exosomes from patients who underwent arthroplasty were given to mice.")),
            "preclinical");
  EXPECT_EQ(EvidenceTypeOf(FactsOfAbstract("Exosome injection for tendons",
                                           "Tendinopathy affects athletes, who are often treated with steroids. "
                                           "Rabbits received exosomes.")),
            "preclinical");
}

TEST(ArticleTest, BirthTissueIsAnotherPersonsWherePeopleGetIt) {
  EXPECT_EQ(
      ValueOf(FactsOfAbstract("Umbilical cord MSC exosomes for the knee", "Ten patients received exosomes."), "donor"),
      "allogeneic");
  EXPECT_EQ(ValueOf(FactsOfAbstract("Umbilical cord MSC exosomes for the knee", "Rats received exosomes."), "donor"),
            "");
}

TEST(ArticleTest, EvsOfPlasmaThatDoGoodAreGiven) {
  EXPECT_EQ(FactsOfAbstract("Plasma extracellular vesicles from young mice improve fracture healing",
                            "Extracellular vesicles of plasma were injected into old mice.")
                .product_class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(FactsOfAbstract("Plasma extracellular vesicles predict fracture healing",
                            "Extracellular vesicles of plasma were counted.")
                .product_class(),
            v1::PRODUCT_CLASS_EV_BIOMARKER);
}

TEST(ArticleTest, WhatCellsDoThroughEvsIsNotGiven) {
  EXPECT_EQ(FactsOfAbstract("Senescent chondrocytes spread their state through vesicles",
                            "Extracellular vesicles of senescent chondrocytes were injected into knees of mice.")
                .product_class(),
            v1::PRODUCT_CLASS_EV_BIOMARKER);
  EXPECT_EQ(FactsOfAbstract("A pharmacological brake on exosome discharge attenuates joint degeneration",
                            "GW4869 was injected; exosomes in joint lavage were counted.")
                .product_class(),
            v1::PRODUCT_CLASS_EV_BIOMARKER);
}

// "Vesicles" alone are EVs where the cells that they come from stand before them.
TEST(ArticleTest, VesiclesOfNamedCells) {
  const auto product = [](const char* title) {
    return FactsOfAbstract(title, "Vesicles were injected into the injured muscle of mice.").product_class();
  };
  EXPECT_EQ(product("Muscle heals with less scar when iPSC-derived vesicles are injected"), v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(product("Muscle heals with less scar when seminal vesicles are removed"), v1::PRODUCT_CLASS_UNSPECIFIED);
}

TEST(ArticleTest, EvsThatDoHarmAreNotGiven) {
  const auto product = [](const char* title) {
    return FactsOfAbstract(title, "Exosomes were injected into the knees of mice.").product_class();
  };
  EXPECT_EQ(product("Exosomes from inflamed synovial fibroblasts aggravate osteoarthritis"),
            v1::PRODUCT_CLASS_EV_BIOMARKER);
  EXPECT_EQ(product("Senescent chondrocyte extracellular vesicles promote cartilage degeneration in mice"),
            v1::PRODUCT_CLASS_EV_BIOMARKER);
  EXPECT_EQ(product("Stem cell exosomes prevent inflammation that aggravates osteoarthritis"),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(FactsOfAbstract("Obesity turns fat-pad exosomes against cartilage",
                            "Exosomes were injected into the knees of mice. Blocking release of exosomes is a target.")
                .product_class(),
            v1::PRODUCT_CLASS_EV_BIOMARKER)
      << "the conclusion says so";
  for (const char* title :
       {"MSC exosomes promote functional recovery after spinal cord injury in rats",
        "MSC exosomes mediate pain relief in knee osteoarthritis", "NK cell exosomes induce tumor apoptosis",
        "MSC exosomes for worsening heart failure", "脐带间充质干细胞外泌体促进软骨损伤修复的研究",
        "Adipose stem cell exosomes contribute to cartilage repair"}) {
    EXPECT_EQ(product(title), v1::PRODUCT_CLASS_PURE_EV) << title;
  }
  EXPECT_EQ(FactsOfAbstract("Bone marrow stem cell exosomes in knee osteoarthritis",
                            "Patients received exosomes. Exosomes did not promote inflammation.")
                .product_class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(product("Stem cell exosomes promote repair and reduce cartilage loss"), v1::PRODUCT_CLASS_PURE_EV);
}

TEST(ArticleTest, ComparatorsOfAbstracts) {
  const auto comparator = [](const std::string& abstract) {
    return ValueOf(FactsOfAbstract("Exosome injection for the knee", abstract), "comparator");
  };
  EXPECT_EQ(comparator("Patients were randomised to exosomes or hyaluronic acid."), "hyaluronic_acid");
  EXPECT_EQ(comparator("Rats were injected with exosomes or PBS."), "saline");
  EXPECT_EQ(comparator("Patients received exosomes. Placebo-controlled trials are warranted."), "");
  EXPECT_EQ(comparator("Adults were randomised to exosomes or placebo, both on top of standard care."), "placebo");
}

TEST(ArticleTest, WhatIsJoinedToEvsInTheText) {
  EXPECT_EQ(FactsOfAbstract("Arthroscopic repair augmented with stromal cell vesicles",
                            "Extracellular vesicles (EVs) mixed with fibrin glue were placed on the defect.")
                .product_class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
  EXPECT_EQ(FactsOfAbstract("Exosomes with platelet-rich plasma for tendinopathy: a study against plasma alone", "")
                .product_class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
  EXPECT_EQ(FactsOfAbstract("Comparison of exosomes, platelet-rich plasma and corticosteroid in gonarthrosis", "")
                .product_class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(FactsOfAbstract("PRP for tendinopathy, with quantification of extracellular vesicles in it",
                            "Vesicles were quantified in the PRP.")
                .product_class(),
            v1::PRODUCT_CLASS_PLATELET_PRODUCT);
  EXPECT_EQ(FactsOfAbstract("Autologous platelet exosomes against whole platelet-rich plasma in gonarthrosis",
                            "Patients received injections of platelet exosomes or platelet-rich plasma.")
                .product_class(),
            v1::PRODUCT_CLASS_PURE_EV);
  EXPECT_EQ(FactsOfAbstract("Collagen membrane soaked in exosomes over a drilled defect",
                            "The membrane was implanted, and patients received exosomes with it.")
                .product_class(),
            v1::PRODUCT_CLASS_EV_COMBINED);
}

TEST(ArticleTest, SitesOfTheGivenProduct) {
  EXPECT_EQ(ValueOf(FactsOfAbstract("Repeated intra-articular vesicles, extracellular vesicles, slow cartilage loss",
                                    "The operated knee was injected weekly with extracellular vesicles."),
                    "site"),
            "knee");
}

TEST(ArticleTest, IsolationAndRoutes) {
  const v1::EvFacts facts = FactsOfAbstract(
      "Platelet vesicles, extracellular vesicles for gluteal tendinopathy",
      "Vesicles were given. Isolation was by tangential flow filtration. Patients had one injection of extracellular "
      "vesicles around and into the gluteus medius tendon.");
  EXPECT_EQ(ValueOf(facts, "isolation"), "tff");
  EXPECT_EQ(ValueOf(facts, "route"), "intratendinous,peritendinous");
  EXPECT_EQ(ValueOf(FactsOfAbstract("Plasma exosome levels in gonarthrosis",
                                    "Plasma exosomes of patients were isolated by ultracentrifugation."),
                    "isolation"),
            "ultracentrifugation")
      << "of what is measured, too";
  EXPECT_EQ(ValueOf(FactsOfAbstract("Exosomes for knee osteoarthritis", "Patients had three injections of exosomes."),
                    "route"),
            "intra_articular");
}

TEST(ArticleTest, EndpointsAreWhatIsLookedAt) {
  const auto endpoints = [](const std::string& abstract) {
    return ValueOf(FactsOfAbstract("Exosome injection for the knee", abstract), "endpoint");
  };
  EXPECT_EQ(endpoints("Patients with effusion received ultrasound-guided injections of exosomes."), "");
  EXPECT_EQ(endpoints("Patients received exosomes; effusion was graded by ultrasound."), "effusion,ultrasound");
  EXPECT_EQ(endpoints("Patients received exosomes. No serious adverse events were seen."),
            "serious_adverse_events,adverse_events");
}

TEST(ArticleTest, WhatIsPlannedIsNoFollowUp) {
  EXPECT_EQ(ValueOf(FactsOfAbstract(
                        "Exosome injection for the knee",
                        "Ten patients received exosomes. VAS fell at 6 months. Follow-up to 24 months is ongoing."),
                    "follow_up"),
            "6 months");
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
