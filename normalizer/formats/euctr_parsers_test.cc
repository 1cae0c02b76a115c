#include "gmock/gmock.h"
#include "normalizer/formats/euctr_json_parser.h"
#include "normalizer/formats/euctr_sections.h"
#include "normalizer/formats/euctr_text_parser.h"
#include "normalizer/formats/parser_testing.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

v1::Registration Text() { return Record(ParseEuctrText, Sample("euctr_text/full.txt")); }
v1::Registration Json() { return Record(ParseEuctrJson, Sample("euctr_json/full.json")); }

std::vector<std::string> IdsOf(const v1::Registration& record) {
  std::vector<std::string> ids;
  for (const v1::Identifier& id : record.secondary_ids()) ids.push_back(id.value().empty() ? id.printed() : id.value());
  return ids;
}

TEST(EuctrSectionsTest, LinesBeginASectionOnlyWithItsNumberAndLabel) {
  EXPECT_EQ(ReadEuctrLine("A.3 Full title of the trial (es): x", false).section->code, "A.3");
  EXPECT_EQ(ReadEuctrLine("A.3 Full title of the trial (es): x", false).language, "es");
  EXPECT_EQ(ReadEuctrLine("A.3 Full title of the trial (es): x", false).value, " x");
  EXPECT_EQ(ReadEuctrLine("A.3 Full moon", false).section, nullptr);
  EXPECT_EQ(ReadEuctrLine("Trial Status: Ongoing", false).section, nullptr);
  EXPECT_EQ(ReadEuctrLine("Trial Status: Ongoing", true).section->code, "X.5");
  EXPECT_EQ(ReadEuctrLine("E.7.1.3.1 Other trial type description:", false).section->code, "");
  EXPECT_EQ(ReadEuctrLine("D.8.1 Is a Placebo used in this Trial? Yes", false).value, "Yes");
}

TEST(EuctrSectionsTest, KeysAreNumbersWithoutTheirDots) {
  std::string_view language;
  EXPECT_EQ(EuctrSectionOfKey("e11_medical_conditions_being_investigated_es", &language)->code, "E.1.1");
  EXPECT_EQ(language, "es");
  EXPECT_EQ(EuctrSectionOfKey("e111_medical_condition_in_easily_understood_language", &language)->code, "E.1.1.1");
  EXPECT_EQ(language, "");
  EXPECT_EQ(EuctrSectionOfKey("f11_number_of_subjects_for_this_age_range", &language)->code, "");
  EXPECT_EQ(EuctrSectionOfKey("f11_trial_has_subjects_under_18", &language)->code, "F.1.1");
  EXPECT_EQ(EuctrSectionOfKey("ctrname", &language), nullptr);
}

TEST(EuctrTextParserTest, ReadsIdentifiersAndTitles) {
  const v1::Registration record = Text();
  EXPECT_EQ(record.registration_id(), "EUCTR2019-003842-34");
  EXPECT_EQ(record.registry(), "eudract");
  EXPECT_EQ(record.country_part(), "ES");
  EXPECT_EQ(record.url(), "https://www.clinicaltrialsregister.eu/ctr-search/trial/2019-003842-34/ES/");
  EXPECT_THAT(IdsOf(record), ElementsAre("EXO-GRAZ-00", "ISRCTN10000009", "NCT06431152", "IND number 12345"));
  const v1::Study& study = record.study();
  EXPECT_EQ(study.titles(0).text(), "Vesicles for knees");
  ASSERT_EQ(study.official_titles_size(), 2);
  EXPECT_EQ(study.official_titles(0).text(), "Vesicles of umbilical cord cells\nin osteoarthritis of the knee");
  EXPECT_EQ(study.official_titles(1).language(), "es");
  EXPECT_EQ(study.acronym(), "EXO-ES");
  EXPECT_EQ(PathOf(record, "official_titles[1]"), "A.3 (es)");
  EXPECT_EQ(BytesOf(record, "titles[0]", Sample("euctr_text/full.txt")), " Vesicles for knees");
  EXPECT_THAT(study.unmapped(), IsEmpty());
}

TEST(EuctrTextParserTest, ReadsStatusDatesAndReviews) {
  const v1::Study study = Text().study();
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_TERMINATED);
  EXPECT_EQ(study.study_type(), v1::STUDY_TYPE_INTERVENTIONAL);
  EXPECT_EQ(Show(study.registration_date()), "2020-2-11 actual");
  EXPECT_EQ(Show(study.completion_date()), "2022-9-30 actual");
  ASSERT_EQ(study.ethics_reviews_size(), 1);
  EXPECT_EQ(study.ethics_reviews(0).status(), "Favourable");
  EXPECT_EQ(Show(study.ethics_reviews(0).approval_date()), "2020-4-9 actual");
  EXPECT_THAT(study.regulatory_mentions(), ElementsAre("Paediatric investigation plan: P/0123/2018",
                                                       "Competent Authority Decision: Authorised, 2020-05-06"));
}

TEST(EuctrTextParserTest, ReadsSponsorsWithoutContacts) {
  const v1::Registration record = Text();
  const v1::Study& study = record.study();
  ASSERT_EQ(study.sponsors_size(), 2);
  EXPECT_TRUE(study.sponsors(0).lead());
  EXPECT_EQ(study.sponsors(0).agency_class(), v1::AGENCY_CLASS_OTHER);
  EXPECT_FALSE(study.sponsors(1).lead());
  EXPECT_EQ(study.sponsors(1).agency_class(), v1::AGENCY_CLASS_INDUSTRY);
  EXPECT_EQ(study.funders(0).text(), "Styrian Joint Fund");
  EXPECT_THAT(study.countries(), ElementsAre("ES", "KR", "US"));
  ExpectNoPersonalData(record);
  EXPECT_THAT(record.DebugString(), Not(HasSubstr("Contact House")));
}

TEST(EuctrTextParserTest, ReadsProductsAndPlacebos) {
  const v1::Study study = Text().study();
  ASSERT_EQ(study.interventions_size(), 3);
  EXPECT_EQ(study.interventions(0).names(0).text(), "EXO-Graz 1");
  EXPECT_EQ(study.interventions(0).kind(), "Test");
  EXPECT_THAT(study.interventions(0).other_names(), ElementsAre("EG1", "VESICLES OF CORD CELLS"));
  EXPECT_EQ(study.interventions(0).descriptions(0).text(),
            "Routes of administration: Intraarticular use, Other use (Noncurrent)\n"
            "Pharmaceutical form: Solution for injection\nConcentration: equal 2 ml millilitre(s)");
  EXPECT_EQ(study.interventions(1).names(0).text(), "Hyalart");
  EXPECT_EQ(study.interventions(2).names(0).text(), "Placebo");
  EXPECT_THAT(study.interventions(2).descriptions(0).text(), HasSubstr("Intraarticular"));
}

TEST(EuctrTextParserTest, ReadsConditionsOutcomesAndDesign) {
  const v1::Study study = Text().study();
  ASSERT_EQ(study.conditions_size(), 2);
  EXPECT_EQ(study.conditions(0).names(1).language(), "es");
  EXPECT_EQ(study.conditions(1).names(0).text(), "Gonarthrosis");
  EXPECT_THAT(study.conditions(1).codes(), ElementsAre("meddra:10031161"));
  ASSERT_EQ(study.outcomes_size(), 2);
  EXPECT_TRUE(study.outcomes(0).primary());
  EXPECT_EQ(study.outcomes(0).time_frame(), "6 months");
  EXPECT_EQ(study.outcomes(0).measures(1).text(), "Dolor WOMAC");
  EXPECT_EQ(study.outcomes(1).time_frame(), "12 months");
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PHASE1, v1::PHASE_PHASE2));
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_RANDOMIZED);
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_DOUBLE);
  EXPECT_EQ(study.design().intervention_model(), "Parallel group");
  EXPECT_EQ(study.design().primary_purpose(), "Therapy, Safety");
  EXPECT_EQ(study.design().text(), "Comparator: Hyaluronate");
}

TEST(EuctrTextParserTest, ReadsThePopulation) {
  const v1::Study study = Text().study();
  EXPECT_EQ(study.enrollment().count(), 50);
  EXPECT_EQ(study.enrollment().text(), "In the whole clinical trial: 50");
  const v1::Eligibility& eligibility = study.eligibility();
  EXPECT_EQ(eligibility.minimum_age(), "12 years");
  EXPECT_EQ(eligibility.maximum().value(), 64);
  EXPECT_EQ(eligibility.sex(), v1::SEX_ALL);
  EXPECT_FALSE(eligibility.healthy_volunteers());
  ASSERT_EQ(eligibility.criteria_size(), 2);
  EXPECT_EQ(eligibility.criteria(0).text(),
            "Inclusion criteria:\n1. Pain of 4 and more\n\nSummary\nE.5 and more words that are no section\n2. Consent"
            "\n\nExclusion criteria:\nInfection");
  EXPECT_EQ(eligibility.criteria(1).language(), "es");
}

TEST(EuctrTextParserTest, MemberStatesAndOtherCountriesArePartsOfOneRegistration) {
  const std::string good = Sample("euctr_text/full.txt");
  const auto with = [&good](const std::string& from, const std::string& to) {
    std::string text = good;
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
    return Record(ParseEuctrText, text);
  };
  EXPECT_EQ(with("/ES/", "/3RD/").country_part(), "3RD");
  EXPECT_EQ(with("/ES/", "/Outside EU/EEA/").country_part(), "3RD");
  EXPECT_EQ(with("Link: ", "Linked: ").country_part(), "ES");
  const v1::Registration windows = with("\n", "\r\n");
  EXPECT_EQ(windows.registration_id(), "EUCTR2019-003842-34");
  EXPECT_EQ(windows.study().enrollment().count(), 50);
}

TEST(EuctrTextParserTest, TextBehindALabelWithoutItsColonIsKept) {
  std::string text = Sample("euctr_text/full.txt");
  const std::string label =
      "A.3.1 Title of the trial for lay people, in easily understood, i.e. non-technical, language:";
  text.replace(text.find(label), label.size(), label.substr(0, label.size() - 1) + "\n");
  EXPECT_EQ(Record(ParseEuctrText, text).study().titles(0).text(), "Vesicles for knees");
}

TEST(EuctrTextParserTest, RefusesWhatIsNoRecord) {
  const std::string good = Sample("euctr_text/full.txt");
  ExpectRefusesWhatIsNoText(ParseEuctrText, good);
  EXPECT_EQ(ReasonOf(ParseEuctrText, "Some text\n"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseEuctrText, good + good), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseEuctrText, "Summary\nEudraCT Number: 2\nA. Protocol Information\nP. End of Trial\n"),
            v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  // The last part is a few words that may be cut off unseen.
  ExpectTruncationsAreDeadLetters(ParseEuctrText, good.substr(0, good.find("P. End of Trial") + 15), 26);
}

TEST(EuctrJsonParserTest, ReadsTheSameForm) {
  const v1::Registration record = Json();
  EXPECT_EQ(record.registration_id(), "EUCTR2019-003842-34");
  EXPECT_EQ(record.country_part(), "ES");
  EXPECT_EQ(record.url(), "https://www.clinicaltrialsregister.eu/ctr-search/trial/2019-003842-34/ES");
  EXPECT_THAT(IdsOf(record), ElementsAre("EXO-GRAZ-00", "NCT06431152"));
  EXPECT_THAT(record.volatile_fields(), ElementsAre("record_last_import: 2026-03-08 17:24:50"));
  const v1::Study& study = record.study();
  EXPECT_EQ(study.official_titles(1).language(), "es");
  EXPECT_EQ(study.titles(1).text(), "A study of vesicles in knees that are worn");
  EXPECT_EQ(study.acronym(), "");
  EXPECT_EQ(study.status(), v1::RECRUITMENT_STATUS_COMPLETED);
  EXPECT_THAT(study.phases(), ElementsAre(v1::PHASE_PHASE2, v1::PHASE_PHASE3));
  EXPECT_EQ(study.design().allocation_class(), v1::ALLOCATION_NON_RANDOMIZED);
  EXPECT_EQ(study.design().masking_class(), v1::MASKING_NONE);
  ASSERT_EQ(study.interventions_size(), 2);
  EXPECT_EQ(study.interventions(0).names(0).text(), "EXO-Graz 1");
  EXPECT_THAT(study.interventions(0).other_names(), ElementsAre("Vesiculum", "EG1"));
  EXPECT_THAT(study.conditions(1).codes(), ElementsAre("meddra:10031161"));
  EXPECT_EQ(study.outcomes(0).time_frame(), "6 months");
  EXPECT_EQ(study.enrollment().count(), 40);
  EXPECT_EQ(study.enrollment().text(), "In the EEA: 40");
  EXPECT_EQ(study.eligibility().sex(), v1::SEX_FEMALE);
  EXPECT_EQ(study.eligibility().minimum().value(), 18);
  EXPECT_FALSE(study.eligibility().has_maximum());
  EXPECT_TRUE(study.eligibility().healthy_volunteers());
  EXPECT_THAT(study.countries(), ElementsAre("AU", "ES", "KR", "US"));
  EXPECT_THAT(study.regulatory_mentions(), ElementsAre("Competent Authority Decision: Authorised, 2020-05-06"));
  EXPECT_THAT(study.unmapped(), IsEmpty());
  ExpectNoPersonalData(record);
  EXPECT_THAT(record.DebugString(), Not(HasSubstr("Contact House")));
}

TEST(EuctrJsonParserTest, ReadsThePostedResults) {
  const v1::Study study = Json().study();
  EXPECT_TRUE(study.has_results());
  EXPECT_EQ(Show(study.start_date()), "2020-6-1 actual");
  EXPECT_EQ(Show(study.completion_date()), "2022-9-30 actual");
  EXPECT_EQ(study.actual_enrollment().count(), 42);
  ASSERT_EQ(study.arms_size(), 2);
  EXPECT_EQ(study.arms(0).labels(0).text(), "Vesicles");
  EXPECT_EQ(study.arms(0).kind(), "ARM_TYPE.experimental");
  EXPECT_THAT(study.arms(0).intervention_names(), ElementsAre("EXO-Graz 1"));
}

TEST(EuctrJsonParserTest, ReadsFiguresOfThePostedResults) {
  const v1::Registration record = Json();
  const v1::ResultsSummary& results = record.study().results_summary();
  EXPECT_EQ(results.texts(0).text(), "Two sites took part.");
  EXPECT_EQ(results.texts(1).text(), "All who had an injection.");
  EXPECT_EQ(results.started(), 42);
  EXPECT_EQ(results.completed(), 41);
  ASSERT_EQ(results.outcomes_size(), 2);
  const v1::OutcomeResult& pain = results.outcomes(0);
  EXPECT_EQ(pain.kind(), "primary");
  EXPECT_EQ(pain.title().text(), "WOMAC pain");
  EXPECT_EQ(pain.time_frame(), "Month 6");
  EXPECT_EQ(pain.unit(), "points");
  EXPECT_EQ(pain.parameter(), "arithmetic");
  EXPECT_EQ(pain.dispersion(), "confidenceInterval 95%");
  ASSERT_EQ(pain.measurements_size(), 2);
  EXPECT_EQ(pain.measurements(0).group(), "Vesicles");
  EXPECT_EQ(pain.measurements(0).value(), "-4.1");
  EXPECT_EQ(pain.measurements(0).lower_limit(), "-5.0");
  EXPECT_EQ(pain.measurements(0).upper_limit(), "-3.2");
  ASSERT_EQ(pain.analyses_size(), 1);
  for (const char* part :
       {"Vesicles / Hyaluronate: ", "p = 0.03", "ancova", "Difference = -2.1", "-4.0", "superiority"})
    EXPECT_THAT(pain.analyses(0), HasSubstr(part));
  const v1::OutcomeResult& responders = results.outcomes(1);
  EXPECT_EQ(responders.dispersion(), "");
  ASSERT_EQ(responders.measurements_size(), 2);
  EXPECT_EQ(responders.measurements(0).group(), "Per protocol");
  EXPECT_EQ(responders.measurements(0).category(), "Yes");
  EXPECT_EQ(responders.measurements(0).value(), "17");
  EXPECT_EQ(PathOf(record, "results_summary.outcomes[1]"), "/endPoints/endPoint/1");
}

TEST(EuctrJsonParserTest, ReadsAdverseEventsOfThePostedResults) {
  const v1::Study study = Json().study();
  const v1::ResultsSummary& results = study.results_summary();
  EXPECT_EQ(results.adverse_event_time_frame(), "12 months");
  ASSERT_EQ(results.adverse_event_counts_size(), 1);
  const v1::AdverseEventCounts& counts = results.adverse_event_counts(0);
  EXPECT_EQ(counts.group(), "Vesicles");
  EXPECT_EQ(counts.deaths(), 0);
  EXPECT_TRUE(counts.has_deaths());
  EXPECT_EQ(counts.serious(), 1);
  EXPECT_EQ(counts.other(), 4);
  EXPECT_EQ(counts.other_at_risk(), 21);
  ASSERT_EQ(results.adverse_events_size(), 2);
  EXPECT_EQ(results.adverse_events(0).term(), "Joint infection");
  EXPECT_TRUE(results.adverse_events(0).serious());
  EXPECT_EQ(results.adverse_events(1).group(), "Vesicles");
  EXPECT_EQ(results.adverse_events(1).affected(), 4);
}

TEST(EuctrJsonParserTest, ArmsThatShareParticipantsAreNotAddedUp) {
  const auto flow = [](const std::string& periods) {
    return Record(ParseEuctrJson,
                  "{\"_id\":\"2019-003842-34-ES\",\"a2_eudract_number\":\"2019-003842-34\","
                  "\"subjectDisposition\":{\"postAssignmentPeriods\":{\"postAssignmentPeriod\":" +
                      periods + "}}}")
        .study()
        .results_summary();
  };
  const std::string arm = R"({"title":"A","startedMilestoneAchievement":{"subjects":"8"},)"
                          R"("completedMilestoneAchievement":{"subjects":"7"}})";
  const std::string arms = "\"arms\":{\"arm\":[" + arm + "," + arm + "]}";
  const v1::ResultsSummary shared = flow("{\"nonMutualExclusiveArmsNumberOfSubjects\":\"10\"," + arms + "}");
  EXPECT_EQ(shared.started(), 10);
  EXPECT_FALSE(shared.has_completed());
  // Of two periods the first counts for the start, the last for the end.
  const v1::ResultsSummary two = flow("[{" + arms + "},{\"arms\":{\"arm\":" + arm + "}}]");
  EXPECT_EQ(two.started(), 16);
  EXPECT_EQ(two.completed(), 7);
}

TEST(EuctrJsonParserTest, RefusesWhatIsNoRecord) {
  EXPECT_EQ(ReasonOf(ParseEuctrJson, "{}"), v1::DEAD_LETTER_REASON_WRONG_ROOT);
  EXPECT_EQ(ReasonOf(ParseEuctrJson, R"({"a2_eudract_number":"2"})"), v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  EXPECT_EQ(ReasonOf(ParseEuctrJson, Nested(300, "{\"dimp\":", "1", "}")), v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED);
  ExpectRefusesWhatIsNoText(ParseEuctrJson, Sample("euctr_json/full.json"));
  ExpectTruncationsAreDeadLetters(ParseEuctrJson, Sample("euctr_json/full.json"), 0);
}

}  // namespace
}  // namespace trialweave::normalizer
