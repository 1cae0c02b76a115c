#include "normalizer/formats/isrctn_parser.h"

#include "gmock/gmock.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Registration Page() { return Record(ParseIsrctnXml, Sample("isrctn/page.xml")); }
v1::Registration Older() { return Record(ParseIsrctnXml, Sample("isrctn/older.xml")); }

TEST(IsrctnParserTest, ReadsIdentifiersAndTitles) {
  const v1::Registration record = Page();
  EXPECT_EQ(record.registration_id(), "ISRCTN90000015");
  EXPECT_EQ(record.registry(), "isrctn");
  EXPECT_EQ(record.url(), "https://www.isrctn.com/ISRCTN90000015");
  ASSERT_EQ(record.secondary_ids_size(), 4);
  EXPECT_EQ(record.secondary_ids(0).scheme(), "eudract");
  EXPECT_EQ(record.secondary_ids(0).type(), "EudraCT number");
  EXPECT_EQ(record.secondary_ids(1).type(), "IRAS number");
  EXPECT_EQ(record.secondary_ids(2).value(), "NCT06431152");
  EXPECT_EQ(record.secondary_ids(3).printed(), "VEKO-1");
  ASSERT_EQ(record.mentioned_ids_size(), 1);
  EXPECT_EQ(record.mentioned_ids(0).value(), "NCT05060107");
  const v1::Study& study = record.study();
  EXPECT_EQ(study.titles(0).text(), "Vesicles for painful knees");
  EXPECT_EQ(study.official_titles(0).text(), "A randomised trial of vesicles & saline in osteoarthritis of the knee");
  EXPECT_EQ(study.acronym(), "VEKO");
  EXPECT_EQ(study.descriptions(0).text(), "Vesicles ease pain for a year.");
}

TEST(IsrctnParserTest, TheMainContactIsNoPartOfTheSummary) {
  const v1::Registration record = Page();
  EXPECT_EQ(record.study().summaries(0).text(),
            "Background and study aims\nKnees hurt. The study follows NCT05060107.\n\nWho is funding the study?\nThe "
            "Example Trust");
  EXPECT_THAT(record.notes(), ElementsAre("summaries: the main contact left out"));
  ExpectNoPersonalData(record);
  EXPECT_EQ(record.DebugString().find("Ada Example"), std::string::npos);
}

TEST(IsrctnParserTest, ReadsStatusAndDates) {
  const v1::Study study = Page().study();
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_TERMINATED);
  EXPECT_EQ(study.status_text(), "Stopped");
  EXPECT_EQ(study.why_stopped(), "Lack of funding");
  EXPECT_EQ(Show(study.registration_date()), "2024-1-17");
  EXPECT_EQ(Show(study.last_update_date()), "2024-5-29");
  EXPECT_EQ(Show(study.start_date()), "2024-2-1");
  EXPECT_EQ(Show(study.completion_date()), "2025-12-31");
  EXPECT_EQ(Show(study.results_date()), "2025-2-2");
  EXPECT_TRUE(study.has_results());
}

TEST(IsrctnParserTest, StatusIsOnlyWhatIsStated) {
  const v1::Registration older = Older();
  EXPECT_EQ(older.study().status(), v1::RECRUITMENT_STATUS_NOT_RECRUITING);
  EXPECT_EQ(older.study().status_text(), "Stopped");
  EXPECT_THAT(older.notes(), ElementsAre("status: said of the recruitment, not of the trial"));
  const v1::Registration converted = Record(ParseIsrctnJson, Sample("isrctn/converted.json"));
  EXPECT_EQ(converted.study().status(), v1::RECRUITMENT_STATUS_UNSPECIFIED);
  EXPECT_EQ(converted.study().status_text(), "");
}

TEST(IsrctnParserTest, ReadsDesignAndNumbers) {
  const v1::Study study = Page().study();
  EXPECT_EQ(study.study_type(), v1::STUDY_TYPE_INTERVENTIONAL);
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PHASE1, v1::PHASE_PHASE2));
  EXPECT_EQ(study.design().text(), "Two-arm randomized controlled trial\nRandomised controlled trial\nPlacebo");
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_RANDOMIZED);
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_NONE);
  EXPECT_EQ(study.design().intervention_model(), "Parallel");
  EXPECT_EQ(study.design().primary_purpose(), "Treatment");
  EXPECT_EQ(study.enrollment().count(), 120);
  EXPECT_EQ(study.enrollment().kind(), v1::DATE_KIND_ESTIMATED);
  EXPECT_EQ(study.actual_enrollment().count(), 9);
  EXPECT_EQ(study.actual_enrollment().kind(), v1::DATE_KIND_ACTUAL);
  EXPECT_THAT(study.unmapped(), IsEmpty());
}

TEST(IsrctnParserTest, ReadsOutcomesOfBothShapes) {
  const v1::Study study = Page().study();
  ASSERT_EQ(study.outcomes_size(), 4);
  EXPECT_TRUE(study.outcomes(0).primary());
  EXPECT_EQ(study.outcomes(0).measures(0).text(), "Pain");
  EXPECT_EQ(study.outcomes(0).time_frame(), "baseline, 12 months");
  EXPECT_EQ(study.outcomes(0).descriptions(0).text(), "VAS");
  EXPECT_FALSE(study.outcomes(1).primary());
  EXPECT_EQ(study.outcomes(1).measures(0).text(), "Function (WOMAC) at 6 months");
  EXPECT_EQ(study.outcomes(2).measures(0).text(), "Adverse events\nat any time");
  const v1::Study older = Older().study();
  ASSERT_EQ(older.outcomes_size(), 2);
  EXPECT_EQ(older.outcomes(1).measures(0).text(), "Added 01/02/2011:\n1. Mood\n2. Errors");
}

TEST(IsrctnParserTest, ReadsEligibilityAndPlaces) {
  const v1::Study study = Page().study();
  EXPECT_EQ(study.eligibility().sex(), v1::SEX_ALL);
  EXPECT_EQ(study.eligibility().minimum_age(), "40 Years");
  EXPECT_EQ(study.eligibility().maximum_age(), "70 Years");
  EXPECT_TRUE(study.eligibility().healthy_volunteers());
  EXPECT_EQ(study.eligibility().criteria(0).text(),
            "Inclusion criteria:\n1. Pain\n2. Age 40 years or over\n\nExclusion criteria:\nTumour");
  EXPECT_THAT(study.countries(), ElementsAre("CL", "GB"));
  ASSERT_EQ(study.sites_size(), 1);
  EXPECT_EQ(study.sites(0).facility(), "Example Infirmary");
  EXPECT_EQ(study.sites(0).country(), "GB");
  EXPECT_FALSE(Older().study().eligibility().has_healthy_volunteers());
}

TEST(IsrctnParserTest, ReadsConditionsInterventionsReferencesAndParties) {
  const v1::Study study = Page().study();
  EXPECT_EQ(study.conditions(0).names(0).text(), "Osteoarthritis of the knee");
  ASSERT_EQ(study.interventions_size(), 1);
  EXPECT_EQ(study.interventions(0).kind(), "Biological/Vaccine");
  EXPECT_EQ(study.interventions(0).names(0).text(), "sEV-1");
  EXPECT_EQ(study.ipd_statement(), "Yes: On request from the sponsor.: Available on request");
  ASSERT_EQ(study.results_summary().texts_size(), 1);
  EXPECT_EQ(study.results_summary().texts(0).text(), "A made-up report of pain.");
  ASSERT_EQ(study.references_size(), 2);
  EXPECT_EQ(study.references(0).pmid(), "30000001");
  EXPECT_EQ(study.references(1).doi(), "10.1000/example.2024.7");
  ASSERT_EQ(study.sponsors_size(), 2);
  EXPECT_TRUE(study.sponsors(0).lead());
  EXPECT_EQ(study.sponsors(0).agency_class(), v1::AGENCY_CLASS_OTHER);
  EXPECT_EQ(study.sponsors(1).agency_class(), v1::AGENCY_CLASS_INDIVIDUAL);
  EXPECT_EQ(study.sponsors(1).names_size(), 0);
  ASSERT_EQ(study.funders_size(), 1);
  EXPECT_EQ(study.funders(0).text(), "Example Trust");
}

TEST(IsrctnParserTest, ReadsEthicsOfBothShapes) {
  const v1::Study study = Page().study();
  ASSERT_EQ(study.ethics_reviews_size(), 1);
  EXPECT_EQ(study.ethics_reviews(0).status(), "approved");
  EXPECT_EQ(study.ethics_reviews(0).committees(0).text(), "Example Research Ethics Committee");
  EXPECT_EQ(study.ethics_reviews(0).reference(), "23/EX/0001");
  EXPECT_EQ(Show(study.ethics_reviews(0).approval_date()), "2023-12-2");
  const v1::Registration older = Older();
  ASSERT_EQ(older.study().ethics_reviews_size(), 1);
  EXPECT_EQ(older.study().ethics_reviews(0).status(), "Approved");
  EXPECT_EQ(older.study().ethics_reviews(0).committees(0).text(), "Example Ethics Committee, University of Example");
  EXPECT_EQ(older.study().ethics_reviews(0).reference(), "10/EX/0007");
  EXPECT_EQ(Show(older.study().ethics_reviews(0).approval_date()), "2010-2-1");
  ExpectNoPersonalData(older);
}

TEST(IsrctnParserTest, ReadsPrefixesOldNamesAndABareTrial) {
  const v1::Registration record = Older();
  EXPECT_EQ(record.registration_id(), "ISRCTN00900023");
  EXPECT_EQ(PathOf(record, "registration_id"), "trial/isrctn");
  ASSERT_EQ(record.secondary_ids_size(), 1);
  EXPECT_EQ(record.secondary_ids(0).value(), "EUCTR2010-019999-10");
  EXPECT_EQ(record.study().study_type(), v1::STUDY_TYPE_OBSERVATIONAL);
  EXPECT_EQ(record.study().design().primary_purpose(), "Prevention");
  EXPECT_EQ(Show(record.study().start_date()), "2010-1-1");
  EXPECT_EQ(record.study().enrollment().count(), 31);
  EXPECT_EQ(record.study().enrollment().kind(), v1::DATE_KIND_ACTUAL);
  EXPECT_EQ(record.study().phases_size(), 0);
  EXPECT_TRUE(record.study().has_results());
  const v1::Registration bare = Record(
      ParseIsrctnXml, "<trial lastUpdated='2020-01-02'><isrctn>ISRCTN90000031</isrctn><trialDescription/></trial>");
  EXPECT_EQ(bare.registration_id(), "ISRCTN90000031");
  EXPECT_EQ(Show(bare.study().last_update_date()), "2020-1-2");
}

TEST(IsrctnParserTest, EveryValueSaysWhereItStood) {
  const std::string document = Sample("isrctn/page.xml");
  const v1::Registration record = Record(ParseIsrctnXml, document);
  EXPECT_EQ(BytesOf(record, "registration_id", document), "90000015");
  EXPECT_EQ(PathOf(record, "registration_date"), "trial/isrctn/@dateAssigned");
  EXPECT_EQ(PathOf(record, "last_update_date"), "trial/@lastUpdated");
  EXPECT_EQ(BytesOf(record, "enrollment", document), "120");
  EXPECT_EQ(PathOf(record, "sponsors[0]"), "sponsor/organisation");
}

TEST(IsrctnParserTest, ReadsWhatAConversionToJsonLeft) {
  const v1::Registration record = Record(ParseIsrctnJson, Sample("isrctn/converted.json"));
  const v1::Study& study = record.study();
  EXPECT_EQ(record.registration_id(), "ISRCTN90000015");
  EXPECT_EQ(record.secondary_ids_size(), 2);
  EXPECT_THAT(study.countries(), ElementsAre("CL", "PE"));
  EXPECT_EQ(study.enrollment().count(), 100);
  EXPECT_EQ(study.eligibility().minimum_age(), "2 Days");
  EXPECT_TRUE(study.eligibility().has_healthy_volunteers());
  EXPECT_FALSE(study.eligibility().healthy_volunteers());
  EXPECT_EQ(study.outcomes_size(), 1);
  EXPECT_EQ(study.ethics_reviews_size(), 2);
  EXPECT_EQ(study.interventions(0).names_size(), 0);
  EXPECT_FALSE(study.has_registration_date());
  EXPECT_THAT(record.volatile_fields(), ElementsAre("record_last_import: 2026-03-08 17:34:31"));
  EXPECT_EQ(PathOf(record, "sites[0]"), "participants/trialCentres/trialCentre/name");
  EXPECT_EQ(PathOf(record, "registration_id"), "isrctn");
  ExpectNoPersonalData(record);
}

TEST(IsrctnParserTest, ReadsAWholeAnswerThatBecameJson) {
  const v1::Registration record = Record(ParseIsrctnJson, Sample("isrctn_corpus/whole.json"));
  EXPECT_EQ(record.registration_id(), "ISRCTN00900023");
  EXPECT_EQ(Show(record.study().registration_date()), "2024-1-17");
  EXPECT_THAT(record.notes(), ElementsAre("registration_id: leading zeros restored"));
  EXPECT_EQ(record.study().sponsors(0).names(0).text(), "Example University");
  EXPECT_EQ(record.study().funders_size(), 2);
}

TEST(IsrctnParserTest, BadInputIsADeadLetterWithItsReason) {
  EXPECT_EQ(ReasonOf(ParseIsrctnXml, Sample("isrctn_corpus/no_id.xml")), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseIsrctnXml, "<allTrials totalCount='0'/>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseIsrctnXml, "<allTrials><fullTrial/><fullTrial/></allTrials>"),
            v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseIsrctnXml, "<fullTrial><x/></fullTrial>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseIsrctnXml, "<trials/>"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  ExpectRefusesWhatIsNoText(ParseIsrctnXml, Sample("isrctn/page.xml"));
  ExpectTruncationsAreDeadLetters(ParseIsrctnXml, Sample("isrctn/page.xml"), 60);
  EXPECT_EQ(ReasonOf(ParseIsrctnJson, R"({"a":1})"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseIsrctnJson, R"({"isrctn":"Pending"})"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  ExpectRefusesWhatIsNoText(ParseIsrctnJson, Sample("isrctn/converted.json"));
  ExpectTruncationsAreDeadLetters(ParseIsrctnJson, Sample("isrctn/converted.json"), 0);
}

}  // namespace
}  // namespace trialweave::normalizer
