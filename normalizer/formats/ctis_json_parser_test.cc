#include "normalizer/formats/ctis_json_parser.h"

#include "gmock/gmock.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

v1::Registration New() { return Record(ParseCtisJson, Sample("ctis_json/new.json")); }
v1::Registration Old() { return Record(ParseCtisJson, Sample("ctis_json/old.json")); }

TEST(CtisJsonParserTest, ReadsIdentifiers) {
  const v1::Registration record = New();
  EXPECT_EQ(record.registration_id(), "CTIS2024-512345-10");
  EXPECT_EQ(record.registry(), "ctis");
  EXPECT_EQ(record.country_part(), "");
  EXPECT_EQ(record.url(), "https://euclinicaltrials.eu/ctis-public/view/2024-512345-10-01");
  std::vector<std::string> ids;
  for (const v1::Identifier& id : record.secondary_ids())
    ids.push_back(id.type() + " " + (id.value().empty() ? id.printed() : id.value()));
  EXPECT_THAT(ids, ElementsAre("Protocol code EXO-GRAZ-01", "NCT number NCT06431152",
                               HasSubstr("WHO universal trial number U1111-1234-5678"), "Clinic list EG-77",
                               "EudraCT number EUCTR2019-003842-34"));
  // Another trial is mentioned, never an identifier.
  ASSERT_EQ(record.mentioned_ids_size(), 1);
  EXPECT_EQ(record.mentioned_ids(0).value(), "EUCTR2020-001722-66");
  EXPECT_EQ(PathOf(record, "registration_id"), "/ctNumber");
  EXPECT_EQ(BytesOf(record, "registration_id", Sample("ctis_json/new.json")), "\"2024-512345-10-01\"");
}

TEST(CtisJsonParserTest, ReadsTitlesInAllLanguages) {
  const v1::Study study = New().study();
  EXPECT_EQ(study.titles(0).text(), "Vesicles for painful knees");
  ASSERT_EQ(study.official_titles_size(), 2);
  EXPECT_EQ(study.official_titles(0).text(), "Vesicles of umbilical cord cells for osteoarthritis of the knee & hip");
  EXPECT_EQ(study.official_titles(0).language(), "en");
  EXPECT_EQ(study.official_titles(1).language(), "de");
  EXPECT_EQ(study.summaries(0).text(), "To see whether pain lessens.");
  EXPECT_EQ(study.descriptions(0).text(), "To see whether cartilage is kept.");
  EXPECT_THAT(study.keywords(0).text(), HasSubstr("Musculoskeletal"));
}

TEST(CtisJsonParserTest, ReadsStatusPhaseAndDesign) {
  const v1::Study study = New().study();
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_RECRUITING);
  EXPECT_EQ(study.status_text(), "4");
  EXPECT_EQ(study.study_type(), v1::STUDY_TYPE_INTERVENTIONAL);
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PHASE1, v1::PHASE_PHASE2));
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_RANDOMIZED);
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_DOUBLE);
  EXPECT_THAT(study.design().masked_roles(), ElementsAre("Subject", "Investigator"));
  ASSERT_EQ(study.arms_size(), 2);
  EXPECT_EQ(study.arms(0).labels(0).text(), "Vesicles");
  EXPECT_EQ(study.arms(0).descriptions(0).text(), "one injection");
  EXPECT_THAT(study.unmapped(), IsEmpty());
}

TEST(CtisJsonParserTest, WhatHappenedGoesBeforeWhatWasPlanned) {
  const v1::Study study = New().study();
  EXPECT_EQ(Show(study.start_date()), "2025-3-5 actual");
  EXPECT_EQ(Show(study.completion_date()), "2027-12-31 estimated");
  EXPECT_EQ(Show(study.registration_date()), "2024-10-4 actual");
  EXPECT_EQ(Show(study.last_update_date()), "2025-8-19 actual");
  EXPECT_EQ(Show(Old().study().start_date()), "2022-9-1 estimated");
  EXPECT_EQ(Show(Old().study().registration_date()), "2022-4-19 actual");
  ASSERT_TRUE(study.has_has_results());
  EXPECT_FALSE(study.has_results());
}

TEST(CtisJsonParserTest, AddsTheRestOfTheWorldToThePlannedNumber) {
  EXPECT_EQ(New().study().enrollment().count(), 60);
  EXPECT_EQ(New().study().enrollment().text(), "EU/EEA:40; rest of the world:20;");
  EXPECT_EQ(Old().study().enrollment().count(), 24);
  EXPECT_EQ(Old().study().enrollment().text(), "24");
}

TEST(CtisJsonParserTest, ReadsSponsorsCountriesAndSites) {
  const v1::Study study = New().study();
  ASSERT_EQ(study.sponsors_size(), 2);
  EXPECT_EQ(study.sponsors(0).names(0).text(), "Medical University of Graz");
  EXPECT_TRUE(study.sponsors(0).lead());
  EXPECT_EQ(study.sponsors(0).agency_class(), v1::AGENCY_CLASS_OTHER);
  EXPECT_EQ(study.sponsors(1).agency_class(), v1::AGENCY_CLASS_INDUSTRY);
  EXPECT_FALSE(study.sponsors(1).lead());
  EXPECT_EQ(study.funders(0).text(), "Styrian Joint Fund");
  EXPECT_THAT(study.countries(), ElementsAre("AT", "CH", "CZ"));
  ASSERT_EQ(study.sites_size(), 1);
  EXPECT_EQ(study.sites(0).facility(), "LKH-Univ. Klinikum Graz");
  EXPECT_EQ(study.sites(0).city(), "Graz");
  EXPECT_EQ(study.sites(0).country(), "AT");
  EXPECT_THAT(study.regulatory_mentions(), ElementsAre("Decision of Austria: authorized, 2025-01-20"));
}

TEST(CtisJsonParserTest, ReadsConditionsProductsAndOutcomes) {
  const v1::Study study = New().study();
  ASSERT_EQ(study.conditions_size(), 2);
  EXPECT_EQ(study.conditions(0).names(1).text(), "Kniearthrose");
  EXPECT_THAT(study.conditions(0).codes(), ElementsAre("meddra:10031161"));
  EXPECT_THAT(study.conditions(1).codes(), ElementsAre("meddra:10018634"));
  ASSERT_EQ(study.interventions_size(), 2);
  EXPECT_EQ(study.interventions(0).names(0).text(), "EXO-Graz 1");
  EXPECT_EQ(study.interventions(0).kind(), "Test");
  EXPECT_THAT(study.interventions(0).other_names(), ElementsAre("EG1", "VESICLES OF UMBILICAL CORD CELLS"));
  EXPECT_EQ(study.interventions(0).descriptions(0).text(),
            "Routes of administration: INTRAARTICULAR USE\nPharmaceutical form: SOLUTION FOR INJECTION\n"
            "Maximum daily dose: 2 ml millilitre(s)");
  EXPECT_EQ(study.interventions(1).names(0).text(), "Saline 0.9%");
  EXPECT_EQ(study.interventions(1).kind(), "Placebo");
  ASSERT_EQ(study.outcomes_size(), 2);
  EXPECT_TRUE(study.outcomes(0).primary());
  EXPECT_EQ(study.outcomes(1).measures(0).text(), "T2 time in MRI");
  EXPECT_EQ(study.references(0).pmid(), "31234567");
}

TEST(CtisJsonParserTest, ReadsEligibility) {
  const v1::Eligibility eligibility = New().study().eligibility();
  EXPECT_EQ(eligibility.sex(), v1::SEX_ALL);
  EXPECT_EQ(eligibility.minimum().value(), 18);
  EXPECT_EQ(eligibility.minimum_age(), "18 years");
  EXPECT_FALSE(eligibility.has_maximum());
  EXPECT_FALSE(eligibility.healthy_volunteers());
  ASSERT_EQ(eligibility.criteria_size(), 2);
  EXPECT_EQ(eligibility.criteria(0).text(),
            "Inclusion criteria:\nPain of 4 and more\nConsent\n\nExclusion criteria:\nInfection");
  EXPECT_EQ(eligibility.criteria(1).text(), "Inclusion criteria:\nSchmerz ab 4");
  EXPECT_EQ(eligibility.criteria(1).language(), "de");
  const v1::Eligibility old = Old().study().eligibility();
  EXPECT_EQ(old.sex(), v1::SEX_FEMALE);
  EXPECT_EQ(old.maximum().value(), 17);
  EXPECT_TRUE(old.healthy_volunteers());
}

TEST(CtisJsonParserTest, ReadsTheOldShape) {
  const v1::Registration record = Old();
  EXPECT_EQ(record.registration_id(), "CTIS2022-500111-22");
  ASSERT_EQ(record.study().official_titles_size(), 1);
  EXPECT_EQ(record.study().official_titles(0).text(), "Vesicles in growing joints");
  EXPECT_EQ(record.study().status(), v1::RECRUITMENT_STATUS_TERMINATED);
  EXPECT_EQ(record.study().status_text(), "Ended");
  EXPECT_THAT(record.study().countries(), ElementsAre("SE"));
}

TEST(CtisJsonParserTest, TakesPartOneOfAnApplicationWhereNoneIsAuthorised) {
  const v1::Registration record =
      Record(ParseCtisJson,
             R"({"ctNumber":"2022-500111-22-00","applications":[{"type":"INITIAL","submissionDate":"2022-04-20",
          "partI":{"trialDetails":{"clinicalTrialIdentifiers":{"fullTitle":"Only this one"}}}}]})");
  EXPECT_EQ(record.study().official_titles(0).text(), "Only this one");
  EXPECT_EQ(Show(record.study().registration_date()), "2022-4-20 actual");
}

TEST(CtisJsonParserTest, KeepsNoPersonalData) {
  ExpectNoPersonalData(New());
  EXPECT_THAT(New().DebugString(), testing::Not(HasSubstr("Contact House")));
}

TEST(CtisJsonParserTest, RefusesWhatIsNoTrial) {
  EXPECT_EQ(ReasonOf(ParseCtisJson, "{}"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseCtisJson, "[1]"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseCtisJson, R"({"ctNumber":"2222-222222-22-00","authorizedPartI":{}})"),
            v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseCtisJson, R"({"ctNumber":"2022-500111-22-00","authorizedPartI":{"trialDetails" 1}})"),
            v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(ParseCtisJson, Nested(300, "{\"a\":", "1", "}")), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
  for (const char* sample : {"ctis_json/new.json", "ctis_json/old.json"}) {
    ExpectRefusesWhatIsNoText(ParseCtisJson, Sample(sample));
    ExpectTruncationsAreDeadLetters(ParseCtisJson, Sample(sample), 0);
  }
}

}  // namespace
}  // namespace trialweave::normalizer
