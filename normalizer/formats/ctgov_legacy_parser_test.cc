#include "normalizer/formats/ctgov_legacy_parser.h"

#include "gmock/gmock.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Registration Full() { return Record(ParseCtgovLegacyXml, Sample("ctgov_legacy/full.xml")); }

TEST(CtgovLegacyParserTest, ReadsIdentifiersAndTitles) {
  const v1::Registration record = Full();
  EXPECT_EQ(record.registration_id(), "NCT06431152");
  EXPECT_EQ(record.registry(), "ctgov");
  EXPECT_EQ(record.url(), "https://clinicaltrials.gov/study/NCT06431152");
  ASSERT_EQ(record.aliases_size(), 1);
  EXPECT_EQ(record.aliases(0).value(), "NCT05712863");
  ASSERT_EQ(record.secondary_ids_size(), 3);
  EXPECT_EQ(record.secondary_ids(0).printed(), "EXO-OA01");
  EXPECT_EQ(record.secondary_ids(0).type(), "Organization study ID");
  EXPECT_EQ(record.secondary_ids(2).scheme(), "eudract");
  ASSERT_EQ(record.mentioned_ids_size(), 1);
  EXPECT_EQ(record.mentioned_ids(0).value(), "NCT05060107");
  EXPECT_EQ(record.study().titles(0).text(), "Vesicles for the Knee in People < 70 Years");
  EXPECT_EQ(record.study().official_titles(0).text(), "Safety of Small Extracellular Vesicles in Knee Osteoarthritis");
  EXPECT_EQ(record.study().acronym(), "EXO-KNEE");
  EXPECT_THAT(record.volatile_fields(),
              ElementsAre("download_date: ClinicalTrials.gov processed this data on March 05, 2023", "rank: 7"));
}

TEST(CtgovLegacyParserTest, ReadsStatusAndDatesWithTheirKinds) {
  const v1::Study study = Full().study();
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_UNKNOWN);
  EXPECT_EQ(study.status_text(), "Unknown status");
  EXPECT_EQ(study.last_known_status(), v1::RECRUITMENT_STATUS_ACTIVE_NOT_RECRUITING);
  EXPECT_EQ(study.why_stopped(),
            "The grant that paid for the second cohort ended before its first participant could be asked for consent.");
  EXPECT_EQ(Show(study.start_date()), "2020-6-2 actual");
  EXPECT_EQ(Show(study.primary_completion_date()), "2022-6-30");
  EXPECT_EQ(Show(study.completion_date()), "2022-12 estimated");
  EXPECT_EQ(Show(study.registration_date()), "2020-5-17 actual");
  EXPECT_EQ(Show(study.last_update_date()), "2022-5-29 estimated");
  EXPECT_EQ(Show(study.results_date()), "2023-2-1 actual");
  EXPECT_TRUE(study.has_results());
}

TEST(CtgovLegacyParserTest, ReadsDesignAndEnrollment) {
  const v1::Study study = Full().study();
  EXPECT_EQ(study.study_type(), v1::STUDY_TYPE_INTERVENTIONAL);
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PHASE1, v1::PHASE_PHASE2));
  EXPECT_EQ(study.phase_text(), "Phase 1/Phase 2");
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_RANDOMIZED);
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_DOUBLE);
  EXPECT_EQ(study.design().intervention_model(), "Parallel Assignment");
  EXPECT_EQ(study.design().primary_purpose(), "Treatment");
  EXPECT_EQ(study.design().text(), "dose escalation\nsyringes are wrapped");
  EXPECT_EQ(study.enrollment().count(), 24);
  EXPECT_EQ(study.enrollment().kind(), v1::DATE_KIND_ESTIMATED);
  EXPECT_THAT(study.unmapped(), IsEmpty());
}

TEST(CtgovLegacyParserTest, UndoesHardWrapsAndKeepsLinesAndParagraphs) {
  const v1::Registration record = Full();
  const v1::Study& study = record.study();
  EXPECT_EQ(study.summaries(0).text(),
            "One injection of vesicles into the knee is compared with saline. People who took part in the trial "
            "NCT05060107 may not take part; ask [e-mail] for the reasons.\n\nFollow-up lasts a year.\nNothing is paid "
            "for.");
  EXPECT_EQ(study.descriptions(0).text(), "Three cohorts.");
  EXPECT_EQ(study.eligibility().criteria(0).text(),
            "Inclusion Criteria:\n\n-  knee pain on most days of the last month, with a Kellgren and Lawrence grade of "
            "two or three on a film of the last year\n\n-  BMI <= 30");
  EXPECT_EQ(study.arms(0).descriptions(0).text(), "Lowest dose first:\n5 x 10^10 particles");
  EXPECT_THAT(record.notes(), ElementsAre("text: \"@@@\" read as the end of a line"));
}

TEST(CtgovLegacyParserTest, ReadsArmsInterventionsAndOutcomes) {
  const v1::Study study = Full().study();
  ASSERT_EQ(study.arms_size(), 2);
  EXPECT_EQ(study.arms(0).kind(), "Experimental");
  EXPECT_THAT(study.arms(0).intervention_names(), ElementsAre("Biological: sEV", "Drug: Saline"));
  EXPECT_THAT(study.arms(1).intervention_names(), ElementsAre("Drug: Saline"));
  ASSERT_EQ(study.interventions_size(), 2);
  EXPECT_EQ(study.interventions(0).kind(), "Biological");
  EXPECT_THAT(study.interventions(0).other_names(), ElementsAre("exosomes"));
  ASSERT_EQ(study.outcomes_size(), 3);
  EXPECT_TRUE(study.outcomes(0).primary());
  EXPECT_EQ(study.outcomes(0).time_frame(), "12 months");
  EXPECT_EQ(study.outcomes(0).descriptions(0).text(), "Of any grade.");
  EXPECT_FALSE(study.outcomes(2).primary());
}

TEST(CtgovLegacyParserTest, ReadsEligibilityPlacesAndReferences) {
  const v1::Study study = Full().study();
  EXPECT_EQ(study.eligibility().sex(), v1::SEX_ALL);
  EXPECT_EQ(study.eligibility().minimum_age(), "40 Years");
  EXPECT_EQ(study.eligibility().maximum_age(), "");
  EXPECT_TRUE(study.eligibility().has_healthy_volunteers());
  EXPECT_FALSE(study.eligibility().healthy_volunteers());
  ASSERT_EQ(study.sites_size(), 1);
  EXPECT_EQ(study.sites(0).city(), "Santiago");
  EXPECT_EQ(study.sites(0).country(), "CL");
  EXPECT_THAT(study.countries(), ElementsAre("CL", "KR"));
  ASSERT_EQ(study.references_size(), 2);
  EXPECT_EQ(study.references(0).pmid(), "30000001");
  EXPECT_EQ(study.references(0).doi(), "10.1000/example.2019.3");
  EXPECT_EQ(study.ipd_statement(), "Yes: On request.");
  ASSERT_EQ(study.conditions_size(), 2);
  EXPECT_EQ(study.keywords(1).text(), "joint");
  EXPECT_THAT(study.regulatory_mentions(), ElementsAre("is_fda_regulated_drug: Yes", "is_fda_regulated_device: No",
                                                       "has_dmc: Yes", "has_expanded_access: No"));
}

TEST(CtgovLegacyParserTest, ReadsPostedResults) {
  const v1::Registration record = Record(ParseCtgovLegacyXml, Sample("ctgov_legacy/results.xml"));
  const v1::ResultsSummary& results = record.study().results_summary();
  ASSERT_EQ(results.outcomes_size(), 1);
  const v1::OutcomeResult& outcome = results.outcomes(0);
  EXPECT_EQ(outcome.title().text(), "Pain at rest");
  EXPECT_EQ(outcome.unit(), "points");
  EXPECT_EQ(outcome.parameter(), "Mean");
  ASSERT_EQ(outcome.measurements_size(), 1);
  EXPECT_EQ(outcome.measurements(0).group(), "Low dose");
  EXPECT_EQ(outcome.measurements(0).category(), "Month 12");
  EXPECT_EQ(outcome.measurements(0).lower_limit(), "2.1");
  EXPECT_THAT(outcome.analyses(), ElementsAre("Low dose: p = 0.04, t-test; one-sided as planned"));
  EXPECT_EQ(results.started(), 11);
  EXPECT_EQ(results.completed(), 10);
  ASSERT_EQ(results.adverse_event_counts_size(), 1);
  EXPECT_EQ(results.adverse_event_counts(0).group(), "Low dose");
  EXPECT_EQ(results.adverse_event_counts(0).serious(), 1);
  EXPECT_FALSE(results.adverse_event_counts(0).has_other());
  ASSERT_EQ(results.adverse_events_size(), 1);
  EXPECT_EQ(results.adverse_events(0).term(), "Arthritis");
  EXPECT_TRUE(results.adverse_events(0).serious());
  EXPECT_EQ(results.limitations(), "Few participants.");
  EXPECT_EQ(PathOf(record, "results_summary.outcomes[0]"), "clinical_results/outcome_list/outcome");
  ExpectNoPersonalData(record);
}

TEST(CtgovLegacyParserTest, SponsorsHaveClassesAndPersonsNoNames) {
  const v1::Registration record = Full();
  ASSERT_EQ(record.study().sponsors_size(), 4);
  EXPECT_TRUE(record.study().sponsors(0).lead());
  EXPECT_EQ(record.study().sponsors(1).agency_class(), v1::AGENCY_CLASS_INDIVIDUAL);
  EXPECT_EQ(record.study().sponsors(1).names_size(), 0);
  EXPECT_EQ(record.study().sponsors(2).agency_class(), v1::AGENCY_CLASS_FEDERAL);
  EXPECT_EQ(record.study().sponsors(3).agency_class(), v1::AGENCY_CLASS_INDUSTRY);
  ExpectNoPersonalData(record);
}

TEST(CtgovLegacyParserTest, EveryValueSaysWhereItStood) {
  const std::string document = Sample("ctgov_legacy/full.xml");
  const v1::Registration record = Record(ParseCtgovLegacyXml, document);
  EXPECT_EQ(PathOf(record, "registration_id"), "id_info/nct_id");
  EXPECT_EQ(BytesOf(record, "registration_id", document), "NCT06431152");
  EXPECT_EQ(PathOf(record, "eligibility.criteria[0]"), "eligibility/criteria/textblock");
  EXPECT_EQ(BytesOf(record, "enrollment", document), "24");
  EXPECT_EQ(PathOf(record, "sites[0]"), "location/facility/name");
  EXPECT_EQ(PathOf(record, "has_results"), "clinical_results");
}

TEST(CtgovLegacyParserTest, ReadsTheNamesOfOlderReleases) {
  const std::string document = Sample("ctgov_legacy/older.xml");
  const v1::Registration record = Record(ParseCtgovLegacyXml, document);
  const v1::Study& study = record.study();
  EXPECT_EQ(Show(study.registration_date()), "2008-4-30");
  EXPECT_EQ(Show(study.last_update_date()), "2009-5");
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_NOT_RECRUITING);
  EXPECT_EQ(study.study_type(), v1::STUDY_TYPE_OBSERVATIONAL);
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_NOT_APPLICABLE));
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_RANDOMIZED);
  EXPECT_EQ(study.design().masking(), "Double Blind");
  EXPECT_EQ(study.design().intervention_model(), "Crossover Assignment");
  EXPECT_EQ(study.design().primary_purpose(), "Prevention");
  EXPECT_EQ(study.outcomes(0).measures(0).text(), "Strength of the leg, measured while seated");
  EXPECT_THAT(study.regulatory_mentions(), ElementsAre("authority: United States: Food and Drug Administration"));
  EXPECT_TRUE(study.eligibility().healthy_volunteers());
  EXPECT_EQ(study.sponsors(0).names_size(), 0);
  EXPECT_TRUE(study.has_has_results());
  EXPECT_FALSE(study.has_results());
  EXPECT_FALSE(study.has_enrollment());
}

TEST(CtgovLegacyParserTest, WhatCannotBeReadIsKeptAsPrinted) {
  const v1::Registration record = Record(ParseCtgovLegacyXml, Sample("ctgov_legacy_corpus/odd.xml"));
  const v1::Study& study = record.study();
  EXPECT_EQ(record.registration_id(), "NCT00670254");
  EXPECT_EQ(study.enrollment().text(), "ninety");
  EXPECT_FALSE(study.enrollment().has_count());
  EXPECT_EQ(study.start_date().text(), "sometime");
  EXPECT_THAT(study.unmapped(), ElementsAre("status: Paused", "healthy_volunteers: Perhaps"));
  EXPECT_FALSE(study.eligibility().has_healthy_volunteers());
  EXPECT_EQ(study.arms_size() + study.interventions_size() + study.outcomes_size() + study.sites_size() +
                study.references_size() + study.summaries_size(),
            0);
  EXPECT_FALSE(study.has_has_results());
}

TEST(CtgovLegacyParserTest, ReadsWhatAConversionToJsonLeft) {
  const v1::Registration record = Record(ParseCtgovLegacyJson, Sample("ctgov_legacy/converted.json"));
  const v1::Study& study = record.study();
  EXPECT_EQ(record.registration_id(), "NCT06431152");
  EXPECT_EQ(record.secondary_ids_size(), 1);
  EXPECT_EQ(study.titles(0).text(), "Vesicles & the Knee's Pain");
  EXPECT_EQ(study.summaries(0).text(), "The purpose is to compare two doses.\n\nNothing else.");
  EXPECT_EQ(study.why_stopped(), "the grant ended before its second year");
  EXPECT_EQ(study.interventions(0).descriptions(0).text(), "one.\ntwo.");
  EXPECT_THAT(study.arms(1).intervention_names(), ElementsAre("Drug: sEV"));
  EXPECT_EQ(Show(study.start_date()), "2017-9-27");
  EXPECT_EQ(study.conditions_size(), 2);
  EXPECT_EQ(study.sponsors_size(), 1);
  EXPECT_EQ(study.outcomes_size(), 1);
  EXPECT_EQ(study.references_size(), 0);
  EXPECT_THAT(study.countries(), ElementsAre("CL", "PE"));
  // A conversion keeps no comments, so nothing says that there are no results.
  EXPECT_FALSE(study.has_has_results());
  EXPECT_EQ(record.volatile_fields_size(), 3);
  EXPECT_EQ(PathOf(record, "enrollment"), "enrollment");
  ExpectNoPersonalData(record);
}

TEST(CtgovLegacyParserTest, BadJsonIsADeadLetterWithItsReason) {
  EXPECT_EQ(ReasonOf(ParseCtgovLegacyJson, Sample("ctgov_legacy_corpus/foreign.json")),
            v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseCtgovLegacyJson, R"({"id_info":{}})"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  ExpectRefusesWhatIsNoText(ParseCtgovLegacyJson, Sample("ctgov_legacy/converted.json"));
  ExpectTruncationsAreDeadLetters(ParseCtgovLegacyJson, Sample("ctgov_legacy/converted.json"), 0);
}

TEST(CtgovLegacyParserTest, BadInputIsADeadLetterWithItsReason) {
  EXPECT_EQ(ReasonOf(ParseCtgovLegacyXml, Sample("ctgov_legacy_corpus/no_id.xml")),
            v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseCtgovLegacyXml, "<trials/>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseCtgovLegacyXml, "{\"clinical_study\":1}"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseCtgovLegacyXml, "<clinical_study/><clinical_study/>"), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(ParseCtgovLegacyXml, "<!DOCTYPE a [<!ENTITY b 'c'>]><clinical_study>&b;</clinical_study>"),
            v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
  EXPECT_EQ(ReasonOf(ParseCtgovLegacyXml, "<clinical_study>" + Nested(300, "<a>", "", "</a>") + "</clinical_study>"),
            v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
  ExpectRefusesWhatIsNoText(ParseCtgovLegacyXml, Sample("ctgov_legacy/full.xml"));
  ExpectTruncationsAreDeadLetters(ParseCtgovLegacyXml, Sample("ctgov_legacy/full.xml"), 80);
}

}  // namespace
}  // namespace trialweave::normalizer
