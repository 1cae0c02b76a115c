#include "query/filter/filter.h"

#include "absl/strings/string_view.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

v1::Trial ATrial() {
  v1::Trial trial;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        name: "trials/abcdefghij"
        registration_ids: [ "ChiCTR2000012345", "NCT06000001" ]
        absent_registration_ids: "EUCTR2020-000001-11"
        registries: [ "chictr", "ctgov" ]
        disagreements { field: "enrollment.count" }
        study {
          titles { language: "en" text: "Exosomes for the Knee" }
          titles { language: "zh" text: "外泌体治疗膝骨关节炎" }
          status: RECRUITMENT_STATUS_RECRUITING
          study_type: STUDY_TYPE_INTERVENTIONAL
          phases: [ PHASE_PHASE1, PHASE_PHASE2 ]
          enrollment { count: 30 }
          start_date { date { year: 2024 month: 5 } }
          registration_date { date { year: 2024 month: 3 day: 31 } }
          countries: [ "CL", "CN" ]
          conditions {
            names { text: "Osteoarthritis, Knee" }
            codes: "mesh:D020370"
          }
          interventions {
            kind: "Biological"
            names { text: "MSC-EV" }
          }
          sponsors {
            names { text: "Universidad de Ejemplo" }
            agency_class: AGENCY_CLASS_OTHER
            lead: true
          }
          sponsors {
            names { text: "A. Helper Ltd." }
            agency_class: AGENCY_CLASS_INDUSTRY
          }
          design { allocation_class: ALLOCATION_RANDOMIZED masking_class: MASKING_DOUBLE }
          sites { facility: "Hospital Sur" city: "Santiago" }
          keywords { text: "vesicles" }
        }
        ev_facts {
          product_class: PRODUCT_CLASS_PURE_EV
          facts { field: "condition" value: "knee_oa" state: FACT_STATE_REPORTED }
          facts { field: "route" value: "intra_articular" state: FACT_STATE_REPORTED }
          facts { field: "dose" value: "2×10^9 particles/dose" state: FACT_STATE_REPORTED }
          facts { field: "donor" state: FACT_STATE_NOT_REPORTED }
          facts { field: "acceptance_number" value: "CXSL2400001" state: FACT_STATE_REPORTED }
        })pb",
      &trial));
  return trial;
}

bool Matches(absl::string_view text) {
  const auto filter = Filter::Parse(text);
  EXPECT_TRUE(filter.ok()) << filter.status();
  return filter.ok() && filter->Matches(ATrial());
}

TEST(Filter, ComparesEnumsAndCodes) {
  EXPECT_TRUE(Matches("status = RECRUITING"));
  EXPECT_FALSE(Matches("status = COMPLETED"));
  EXPECT_TRUE(Matches("status != completed"));
  EXPECT_TRUE(Matches("phase:PHASE1 AND phase:PHASE2"));
  EXPECT_FALSE(Matches("phase != PHASE1"));
  EXPECT_TRUE(Matches("phase:(PHASE3 OR PHASE2)"));
  EXPECT_TRUE(Matches("registry:chictr country = cn study_type:interventional"));
  EXPECT_TRUE(Matches("registration = nct06000001"));
  EXPECT_TRUE(Matches("registration:\"NCT 0600 0001\""));
  EXPECT_TRUE(Matches("registration = 2020-000001-11"));
  EXPECT_TRUE(Matches("registration = EUCTR2020-000001-11"));
  EXPECT_TRUE(Matches("disagreement:enrollment.count"));
}

TEST(Filter, ComparesNumbers) {
  EXPECT_TRUE(Matches("enrollment >= 30 AND enrollment <= 30 AND enrollment:30"));
  EXPECT_FALSE(Matches("enrollment > 30"));
  EXPECT_TRUE(Matches("enrollment > -1"));
}

TEST(Filter, ComparesDatesOfPartialPrecision) {
  // The trial starts in May 2024, on a day that nobody knows.
  EXPECT_TRUE(Matches("start_date = 2024"));
  EXPECT_TRUE(Matches("start_date = 2024-05"));
  EXPECT_FALSE(Matches("start_date = 2024-05-17"));
  EXPECT_FALSE(Matches("start_date != 2024-05-17"));
  EXPECT_TRUE(Matches("start_date != 2024-06"));
  EXPECT_TRUE(Matches("start_date < 2024-06-01"));
  EXPECT_TRUE(Matches("start_date <= 2024-05-31"));
  EXPECT_FALSE(Matches("start_date <= 2024-05-30"));
  EXPECT_TRUE(Matches("start_date >= 2024-05-01"));
  EXPECT_FALSE(Matches("start_date > 2024"));
  EXPECT_TRUE(Matches("registered <= \"2024-03\""));
  EXPECT_FALSE(Matches("registered < 2024-03"));
  EXPECT_TRUE(Matches("registered <= 2024"));
}

TEST(Filter, FindsWordsInAnyOrderAndChineseAnywhere) {
  EXPECT_TRUE(Matches("condition:\"knee osteoarthritis\""));
  EXPECT_TRUE(Matches("condition = \"osteoarthritis, knee\""));
  EXPECT_FALSE(Matches("condition = \"knee osteoarthritis\""));
  EXPECT_TRUE(Matches("title:exosome"));
  EXPECT_FALSE(Matches("title:some"));
  EXPECT_TRUE(Matches("title:骨关节炎"));
  EXPECT_FALSE(Matches("title:\"exosomes 膝骨关节炎\""));
  EXPECT_TRUE(Matches("intervention:msc-ev sponsor:universidad condition:\"mesh:D020370\""));
  EXPECT_TRUE(Matches("外泌体 knee NCT06000001"));
}

TEST(Filter, UnknownIsUnknown) {
  EXPECT_FALSE(Matches("has_results = true"));
  EXPECT_FALSE(Matches("has_results = false"));
  EXPECT_FALSE(Matches("has_results != true"));
  EXPECT_TRUE(Matches("NOT has_results = true"));
  EXPECT_FALSE(Matches("completion_date != 2024"));
  EXPECT_TRUE(Matches("-completion_date:*"));
  EXPECT_TRUE(Matches("start_date:* status:* phase:* title:* enrollment:*"));
  EXPECT_FALSE(Matches("sex:*"));
}

TEST(Filter, ReadsWhatIsReportedOfEvs) {
  EXPECT_TRUE(
      Matches("ev.class = PURE_EV AND condition:knee_oa AND phase:PHASE1 AND enrollment >= 10 AND "
              "registered <= \"2025-09-30\""));
  EXPECT_TRUE(Matches("EV.Class:product_class_pure_ev ev.route = Intra_Articular ev.condition:knee_oa"));
  EXPECT_FALSE(Matches("ev.class = CELLS"));
  EXPECT_FALSE(Matches("ev.source != umbilical_cord")) << "no source is stated";
  EXPECT_FALSE(Matches("ev.donor:*")) << "it says that it does not say";
  EXPECT_TRUE(Matches("ev.dose:particles ev.dose = \"2×10^9 Particles / dose\" ev.dose:*"));
  EXPECT_TRUE(Matches("ev.acceptance_number = cxsl2400001 -ev.registration_number:*"));
}

TEST(Filter, ReadsDesignSponsorsAndSites) {
  EXPECT_TRUE(Matches("allocation = RANDOMIZED masking:DOUBLE intervention_type = BIOLOGICAL keyword:vesicle"));
  EXPECT_TRUE(Matches("sponsor_class = OTHER AND sponsor_class != INDUSTRY")) << "of lead sponsors only";
  EXPECT_TRUE(Matches("lead_sponsor = \"universidad de ejemplo\" -lead_sponsor:helper sponsor:helper"));
  EXPECT_TRUE(Matches("city:santiago facility:\"hospital sur\""));
}

TEST(Filter, AbsenceIsAlwaysKnown) {
  v1::Trial trial = ATrial();
  const auto matches = [&](absl::string_view text) {
    const auto filter = Filter::Parse(text);
    EXPECT_TRUE(filter.ok()) << filter.status();
    return filter.ok() && filter->Matches(trial);
  };
  EXPECT_TRUE(matches("absent = false"));
  EXPECT_FALSE(matches("absent = true"));
  trial.add_absences()->set_registration_id("NCT06000001");
  EXPECT_TRUE(matches("absent = true"));
  EXPECT_TRUE(matches("absent:true AND registry:ctgov"));
  EXPECT_FALSE(matches("absent != true"));
}

}  // namespace
}  // namespace trialweave::query
