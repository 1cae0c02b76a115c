#include "normalizer/formats/ctgov_v2_parser.h"

#include "common/packed_provenance.h"
#include "gmock/gmock.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;

TEST(CtgovV2ParserTest, ReadsIdentifiersAndTitles) {
  const v1::Registration record = Record(ParseCtgovV2, Sample("ctgov_v2_json/full.json"));
  EXPECT_EQ(record.name(), "registrations/NCT06431152");
  EXPECT_EQ(record.registration_id(), "NCT06431152");
  EXPECT_EQ(record.registry(), "ctgov");
  EXPECT_EQ(record.url(), "https://clinicaltrials.gov/study/NCT06431152");
  ASSERT_EQ(record.aliases_size(), 1);
  EXPECT_EQ(record.aliases(0).value(), "NCT05712863");
  ASSERT_EQ(record.secondary_ids_size(), 4);
  EXPECT_EQ(record.secondary_ids(0).printed(), "EXO-OA01");
  EXPECT_EQ(record.secondary_ids(0).scheme(), "");
  EXPECT_EQ(record.secondary_ids(1).value(), "EUCTR2020-001722-66");
  EXPECT_EQ(record.secondary_ids(1).type(), "EUDRACT_NUMBER");
  EXPECT_EQ(record.secondary_ids(2).scheme(), "");
  EXPECT_EQ(record.secondary_ids(3).value(), "ChiCTR2100050713");
  EXPECT_EQ(record.secondary_ids(3).type(), "REGISTRY: ChiCTR");
  ASSERT_EQ(record.mentioned_ids_size(), 1);
  EXPECT_EQ(record.mentioned_ids(0).value(), "NCT05060107");
  EXPECT_EQ(record.study().titles(0).text(), "Exosomes for the Knee < 70 Years");
  EXPECT_EQ(record.study().titles(0).language(), "en");
  EXPECT_EQ(record.study().official_titles(0).text(), "Safety of Small Extracellular Vesicles in Knee Osteoarthritis");
  EXPECT_EQ(record.study().acronym(), "EXO-OA01");
  EXPECT_THAT(record.volatile_fields(), ElementsAre("versionHolder: 2025-05-07"));
}

TEST(CtgovV2ParserTest, ReadsStatusAndDatesWithPrecisionAndKind) {
  const v1::Study study = Record(ParseCtgovV2, Sample("ctgov_v2_json/full.json")).study();
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_UNKNOWN);
  EXPECT_EQ(study.status_text(), "UNKNOWN");
  EXPECT_EQ(study.last_known_status(), v1::RECRUITMENT_STATUS_RECRUITING);
  EXPECT_EQ(study.why_stopped(), "the grant ended");
  EXPECT_EQ(Show(study.start_date()), "2024-6 estimated");
  EXPECT_EQ(Show(study.primary_completion_date()), "2025-6-30 estimated");
  EXPECT_EQ(Show(study.completion_date()), "2025-12-31");
  EXPECT_EQ(Show(study.registration_date()), "2024-5-17 actual");
  EXPECT_EQ(Show(study.last_update_date()), "2024-5-29 actual");
  EXPECT_EQ(Show(study.results_date()), "2026-1-2 actual");
  ASSERT_TRUE(study.has_has_results());
  EXPECT_FALSE(study.has_results());
}

TEST(CtgovV2ParserTest, ReadsTheDesign) {
  const v1::Study study = Record(ParseCtgovV2, Sample("ctgov_v2_json/full.json")).study();
  EXPECT_EQ(study.study_type(), v1::STUDY_TYPE_INTERVENTIONAL);
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PHASE1, v1::PHASE_PHASE2));
  EXPECT_EQ(study.phase_text(), "PHASE2, PHASE1");
  EXPECT_EQ(study.design().allocation(), "NON_RANDOMIZED");
  EXPECT_EQ(study.design().intervention_model(), "SEQUENTIAL");
  EXPECT_EQ(study.design().primary_purpose(), "TREATMENT");
  EXPECT_EQ(study.design().text(), "dose escalation");
  EXPECT_EQ(study.enrollment().count(), 12);
  EXPECT_EQ(study.enrollment().kind(), v1::DATE_KIND_ESTIMATED);
  EXPECT_THAT(study.regulatory_mentions(),
              ElementsAre("oversightHasDmc: true", "isFdaRegulatedDrug: false", "isFdaRegulatedDevice: true"));
  ASSERT_EQ(study.arms_size(), 1);
  EXPECT_EQ(study.arms(0).kind(), "EXPERIMENTAL");
  EXPECT_THAT(study.arms(0).intervention_names(), ElementsAre("Biological: sEV"));
  EXPECT_EQ(study.interventions(0).names(0).text(), "sEV");
  EXPECT_THAT(study.interventions(0).other_names(), ElementsAre("exosomes"));
}

TEST(CtgovV2ParserTest, ReadsWhatIsStudied) {
  const v1::Study study = Record(ParseCtgovV2, Sample("ctgov_v2_json/full.json")).study();
  EXPECT_EQ(study.summaries(0).text(), "One injection of 5*10^10 particles; ask [e-mail]. It follows NCT05060107.");
  EXPECT_EQ(study.conditions(0).names(0).text(), "Osteoarthritis, Knee");
  EXPECT_THAT(study.conditions(0).codes(), ElementsAre("mesh:D020370"));
  ASSERT_EQ(study.outcomes_size(), 3);
  EXPECT_TRUE(study.outcomes(0).primary());
  EXPECT_EQ(study.outcomes(0).time_frame(), "12 months");
  EXPECT_FALSE(study.outcomes(1).primary());
  EXPECT_EQ(study.eligibility().sex(), v1::SEX_ALL);
  EXPECT_EQ(study.eligibility().minimum_age(), "30 Years");
  EXPECT_EQ(study.eligibility().minimum().value(), 30);
  EXPECT_EQ(study.eligibility().minimum().unit(), v1::AGE_UNIT_YEARS);
  EXPECT_FALSE(study.eligibility().has_maximum());
  EXPECT_FALSE(study.eligibility().has_healthy_volunteers());
  EXPECT_EQ(study.eligibility().maximum_age(), "");
  EXPECT_EQ(study.references(0).pmid(), "26644527");
  EXPECT_EQ(study.references(0).doi(), "10.1200/JCO.2015.63.0830");
  EXPECT_EQ(study.ipd_statement(), "NO: not planned");
}

TEST(CtgovV2ParserTest, DetailedDescriptionAndKeywordsHaveTheirOwnFields) {
  const v1::Study study = Record(ParseCtgovV2, Sample("ctgov_v2_json/full.json")).study();
  EXPECT_EQ(study.summaries_size(), 1);
  EXPECT_EQ(study.descriptions(0).text(), "Three cohorts.");
  EXPECT_EQ(study.keywords(0).text(), "sEV");
}

TEST(CtgovV2ParserTest, ReadsPostedResults) {
  const v1::Registration record = Record(ParseCtgovV2, Sample("ctgov_v2_json/results.json"));
  const v1::ResultsSummary& results = record.study().results_summary();
  ASSERT_EQ(results.outcomes_size(), 1);
  const v1::OutcomeResult& outcome = results.outcomes(0);
  EXPECT_EQ(outcome.kind(), "PRIMARY");
  EXPECT_EQ(outcome.title().text(), "Pain at rest");
  EXPECT_EQ(outcome.description().text(), "Scale of 0 to 10\nAll who were injected");
  EXPECT_EQ(outcome.time_frame(), "12 months");
  EXPECT_EQ(outcome.unit(), "points");
  EXPECT_EQ(outcome.parameter(), "MEAN");
  EXPECT_EQ(outcome.dispersion(), "Standard Deviation");
  ASSERT_EQ(outcome.measurements_size(), 2);
  EXPECT_EQ(outcome.measurements(0).group(), "Low dose");
  EXPECT_EQ(outcome.measurements(0).category(), "Month 12: Worse knee");
  EXPECT_EQ(outcome.measurements(0).value(), "2.8");
  EXPECT_EQ(outcome.measurements(0).spread(), "1.1");
  EXPECT_EQ(outcome.measurements(1).group(), "OG001");
  EXPECT_EQ(outcome.measurements(1).value(), "NA");
  EXPECT_THAT(outcome.analyses(),
              ElementsAre("Low dose / OG001: p <0.05, ANCOVA; Mean Difference = -1.5, 95% CI -2.5 to -0.5 (TWO_SIDED); "
                          "SUPERIORITY; adjusted for age"));
  EXPECT_EQ(PathOf(record, "results_summary.outcomes[0]"), "/resultsSection/outcomeMeasuresModule/outcomeMeasures/0");
  EXPECT_EQ(results.started(), 22);
  EXPECT_EQ(results.completed(), 20);
  EXPECT_EQ(results.limitations(), "Few participants.");
  EXPECT_EQ(results.texts(0).text(), "Recruited at one clinic.");
}

TEST(CtgovV2ParserTest, CountsAdverseEventsAndKeepsAbsentFromZero) {
  const v1::ResultsSummary results =
      Record(ParseCtgovV2, Sample("ctgov_v2_json/results.json")).study().results_summary();
  ASSERT_EQ(results.adverse_event_counts_size(), 1);
  const v1::AdverseEventCounts& counts = results.adverse_event_counts(0);
  EXPECT_EQ(counts.group(), "Low dose");
  EXPECT_FALSE(counts.has_deaths());
  ASSERT_TRUE(counts.has_serious());
  EXPECT_EQ(counts.serious(), 0);
  EXPECT_EQ(counts.serious_at_risk(), 11);
  EXPECT_EQ(counts.other(), 3);
  ASSERT_EQ(results.adverse_events_size(), 1);
  EXPECT_EQ(results.adverse_events(0).term(), "Arthralgia");
  EXPECT_EQ(results.adverse_events(0).group(), "Low dose");
  EXPECT_FALSE(results.adverse_events(0).serious());
  EXPECT_EQ(results.adverse_events(0).affected(), 3);
  EXPECT_FALSE(results.adverse_events(0).has_at_risk());
  EXPECT_EQ(results.adverse_event_time_frame(), "12 months");
}

TEST(CtgovV2ParserTest, PostedResultsBeyondTheirBudgetAreLeftOutWithANote) {
  const std::string title(1 << 20, 'x');
  std::string stats;
  for (int i = 0; i < 2000; ++i) stats += (i == 0 ? "" : ",") + std::string(R"({"groupId":"E","numAffected":1})");
  const std::string document =
      R"({"protocolSection":{"identificationModule":{"nctId":"NCT06466850"}},"resultsSection":{"adverseEventsModule":{)"
      R"("eventGroups":[{"id":"E","title":")" +
      title + R"("}],"otherEvents":[{"term":"Pain","stats":[)" + stats + "]}]}}}";
  const v1::Registration record = Record(ParseCtgovV2, document);
  EXPECT_EQ(record.study().results_summary().adverse_events_size(), 2);
  EXPECT_LT(record.ByteSizeLong(), 5u << 20);
  EXPECT_THAT(record.notes(), ElementsAre("results_summary: 1998 values beyond 4194304 bytes left out"));
}

TEST(CtgovV2ParserTest, ResultsCutOffAnywhereAreADeadLetter) {
  ExpectTruncationsAreDeadLetters(ParseCtgovV2, Sample("ctgov_v2_json/results.json"), 0);
}

TEST(CtgovV2ParserTest, ReadsPlacesAndSponsorsWithoutPersons) {
  const v1::Registration record = Record(ParseCtgovV2, Sample("ctgov_v2_json/full.json"));
  const v1::Study& study = record.study();
  EXPECT_THAT(study.countries(), ElementsAre("CL", "KR"));
  EXPECT_THAT(study.unmapped_countries(), ElementsAre("Atlantis"));
  ASSERT_EQ(study.sites_size(), 3);
  EXPECT_EQ(study.sites(1).country(), "KR");
  ASSERT_EQ(study.sponsors_size(), 3);
  EXPECT_EQ(study.sponsors(0).names(0).text(), "Universidad de los Andes, Chile");
  EXPECT_TRUE(study.sponsors(0).lead());
  for (int i : {1, 2}) {
    EXPECT_EQ(study.sponsors(i).agency_class(), v1::AGENCY_CLASS_INDIVIDUAL);
    EXPECT_EQ(study.sponsors(i).names_size(), 0);
  }
  ExpectNoPersonalData(record);
}

TEST(CtgovV2ParserTest, EveryValueSaysWhereItStood) {
  const std::string document = Sample("ctgov_v2_json/full.json");
  const v1::Registration record = Record(ParseCtgovV2, document);
  EXPECT_EQ(PathOf(record, "status"), "/protocolSection/statusModule/overallStatus");
  EXPECT_EQ(BytesOf(record, "status", document), "\"UNKNOWN\"");
  EXPECT_EQ(PathOf(record, "secondary_ids[1]"), "/protocolSection/identificationModule/secondaryIdInfos/0/id");
  EXPECT_EQ(BytesOf(record, "enrollment", document), "12");
  EXPECT_EQ(PathOf(record, "outcomes[1].measures[0]"), "/protocolSection/outcomesModule/secondaryOutcomes/0/measure");
}

TEST(CtgovV2ParserTest, AbsentIsNotEmpty) {
  const v1::Registration record = Record(ParseCtgovV2, Sample("ctgov_v2_json/minimal.json"));
  EXPECT_EQ(record.study().ByteSizeLong(), 0u);
  // The identifier, and the address that is made of it.
  EXPECT_EQ(common::ProvenanceOf(record).size(), 2);
}

TEST(CtgovV2ParserTest, SentinelAndGiantNumbersAreUnknown) {
  for (const char* count : {"99999999", "1e400", "-5", "123456789012345678901234567890"}) {
    const std::string document =
        std::string(
            R"({"protocolSection":{"identificationModule":{"nctId":"NCT06466850"},"designModule":{"enrollmentInfo":{"count":)") +
        count + "}}}}";
    const v1::Registration record = Record(ParseCtgovV2, document);
    EXPECT_FALSE(record.study().enrollment().has_count()) << count;
    EXPECT_EQ(record.study().enrollment().text(), count);
  }
}

TEST(CtgovV2ParserTest, NoneAndNotApplicableAreAnswersOfTheDesign) {
  const v1::Study study =
      Record(
          ParseCtgovV2,
          R"({"protocolSection":{"identificationModule":{"nctId":"NCT06466850"},"designModule":{"designInfo":{"allocation":"NA","maskingInfo":{"masking":"NONE"}}}}})")
          .study();
  EXPECT_EQ(study.design().allocation(), "NA");
  EXPECT_EQ(study.design().masking(), "NONE");
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_NONE);
  EXPECT_EQ(study.design().masked_roles_size(), 0);
}

TEST(CtgovV2ParserTest, SaysWhoIsMaskedAndWhetherHealthyVolunteersMayTakePart) {
  const v1::Registration record = Record(
      ParseCtgovV2,
      R"({"protocolSection":{"identificationModule":{"nctId":"NCT06466850"},"designModule":{"designInfo":{"maskingInfo":)"
      R"({"masking":"DOUBLE","whoMasked":["PARTICIPANT","OUTCOMES_ASSESSOR"]}}},"eligibilityModule":{)"
      R"("healthyVolunteers":false,"maximumAge":"6 Months"}}})");
  const v1::Study& study = record.study();
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_DOUBLE);
  EXPECT_THAT(study.design().masked_roles(), testing::ElementsAre("PARTICIPANT", "OUTCOMES_ASSESSOR"));
  EXPECT_TRUE(study.eligibility().has_healthy_volunteers());
  EXPECT_FALSE(study.eligibility().healthy_volunteers());
  EXPECT_EQ(study.eligibility().maximum().unit(), v1::AGE_UNIT_MONTHS);
  EXPECT_EQ(PathOf(record, "design.masked_roles[1]"),
            "/protocolSection/designModule/designInfo/maskingInfo/whoMasked/1");
}

TEST(CtgovV2ParserTest, ReadsTheDoiThatACitationStates) {
  const std::pair<const char*, const char*> citations[] = {
      {"A B. Title. J. 2020;10.5:1-9. doi: 10.1056/NEJMoa1910993.", "10.1056/NEJMoa1910993"},
      {"Title. 1997;68:3. DOI:10.1002/(sici)1096-8628(19970131)68:3;2-x", "10.1002/(sici)1096-8628(19970131)68:3;2-x"},
      {"Title. https://doi.org/10.1128/AAC.39.8.1704 Epub", "10.1128/AAC.39.8.1704"},
      {"Doing 10.5 mg/d, 2010.", ""},
      {"Title. doi: 5, 10.1056/x", ""}};
  for (const auto& [citation, doi] : citations) {
    const v1::Study study =
        Record(
            ParseCtgovV2,
            R"({"protocolSection":{"identificationModule":{"nctId":"NCT06466850"},"referencesModule":{"references":[{"citation":")" +
                std::string(citation) + R"("}]}}})")
            .study();
    EXPECT_EQ(study.references(0).doi(), doi) << citation;
  }
}

TEST(CtgovV2ParserTest, UnknownWordsAreListed) {
  const v1::Registration record = Record(
      ParseCtgovV2,
      R"({"protocolSection":{"identificationModule":{"nctId":"NCT06466850"},"statusModule":{"overallStatus":"PAUSED"},"designModule":{"phases":["PHASE9"]}}})");
  EXPECT_EQ(record.study().status(), v1::RECRUITMENT_STATUS_UNSPECIFIED);
  EXPECT_EQ(record.study().status_text(), "PAUSED");
  EXPECT_THAT(record.study().unmapped(), ElementsAre("status: PAUSED", "phase: PHASE9"));
}

TEST(CtgovV2ParserTest, RefusesWhatIsNoStudy) {
  ExpectRefusesWhatIsNoText(ParseCtgovV2, Sample("ctgov_v2_json/full.json"));
  EXPECT_EQ(ReasonOf(ParseCtgovV2, "<html><body>503</body></html>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseCtgovV2, "[1]"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseCtgovV2, R"({"studies":[]})"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseCtgovV2, "not json"), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(ParseCtgovV2, R"({"protocolSection":{"a" 1}})"), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(ParseCtgovV2, R"({"protocolSection":{}} {})"), v1::DEAD_LETTER_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(ParseCtgovV2, Sample("ctgov_v2_json/no_id.json")), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseCtgovV2, "{\"protocolSection\":" + Nested(10000, "[", "", "]") + "}"),
            v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
  EXPECT_EQ(ReasonOf(ParseCtgovV2, "{\"a\":" + Nested(10000, "{\"a\":", "1", "}") + "}"),
            v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

TEST(CtgovV2ParserTest, CutOffAnywhereIsADeadLetter) {
  ExpectTruncationsAreDeadLetters(ParseCtgovV2, Sample("ctgov_v2_json/full.json"), 0);
}

TEST(CtgovV2ParserTest, MoreIdsThanAnyStudyHasAreRefused) {
  std::string ids;
  for (int i = 0; i < 5000; ++i) ids += (i == 0 ? "" : ",") + std::string("{\"id\":\"X") + std::to_string(i) + "\"}";
  EXPECT_EQ(ReasonOf(ParseCtgovV2,
                     R"({"protocolSection":{"identificationModule":{"nctId":"NCT06466850","secondaryIdInfos":[)" + ids +
                         "]}}}"),
            v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
}

}  // namespace
}  // namespace trialweave::normalizer
