#include "store/history/registration_events.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Lines(const v1::Registration& before, const v1::Registration& after,
                               const VersionsCompared& compared = {}) {
  std::vector<std::string> lines;
  for (const v1::RegistrationEvent& event : EventsBetween(before, after, compared)) {
    lines.push_back(v1::EventKind_Name(event.kind()).substr(sizeof("EVENT_KIND_") - 1) + " " + event.field() + ": " +
                    event.old_value() + " -> " + event.new_value() + (event.new_source() ? " new source" : ""));
  }
  return lines;
}

class RegistrationEventsTest : public ::testing::Test {
 protected:
  v1::Study& before() { return *before_.mutable_study(); }
  v1::Study& after() { return *after_.mutable_study(); }
  std::vector<std::string> Events(const VersionsCompared& compared = {}) { return Lines(before_, after_, compared); }
  static void SetDate(int year, int month, int day, v1::StudyDate* date) {
    date->mutable_date()->set_year(year);
    date->mutable_date()->set_month(month);
    date->mutable_date()->set_day(day);
  }
  static void AddOutcome(const std::string& measure, const std::string& frame, bool primary, v1::Study* study) {
    v1::OutcomeMeasure* outcome = study->add_outcomes();
    outcome->set_primary(primary);
    outcome->set_time_frame(frame);
    outcome->add_measures()->set_text(measure);
  }

  v1::Registration before_, after_;
};

TEST_F(RegistrationEventsTest, StatusHasChangedWhenItsWordsHave) {
  before().set_status(v1::RECRUITMENT_STATUS_RECRUITING);
  after().set_status(v1::RECRUITMENT_STATUS_WITHDRAWN);
  EXPECT_THAT(Events({true, true}),
              ElementsAre("STATUS_CHANGED study.status: RECRUITMENT_STATUS_RECRUITING -> RECRUITMENT_STATUS_WITHDRAWN "
                          "new source",
                          "WITHDRAWN study.status: RECRUITMENT_STATUS_RECRUITING -> RECRUITMENT_STATUS_WITHDRAWN new "
                          "source"));
  before().set_status_text("same words");
  after().set_status_text("same words");
  EXPECT_THAT(Events(), IsEmpty()) << "another vocabulary";
}

TEST_F(RegistrationEventsTest, EnrollmentIsItsNumberAndKind) {
  before().mutable_enrollment()->set_count(30);
  before().mutable_enrollment()->set_text("30");
  after() = before();
  after().mutable_enrollment()->set_kind(v1::DATE_KIND_ACTUAL);
  EXPECT_THAT(Events(), ElementsAre("ENROLLMENT_CHANGED study.enrollment: 30 -> 30 actual"));
  after().mutable_enrollment()->set_kind(v1::DATE_KIND_UNSPECIFIED);
  after().mutable_enrollment()->set_text("thirty");
  EXPECT_THAT(Events(), IsEmpty()) << "the same number in other words";
}

TEST_F(RegistrationEventsTest, PrimaryOutcomesOnly) {
  AddOutcome("Pain", "12 weeks", true, &before());
  AddOutcome("Pain", "24 weeks", true, &after());
  AddOutcome("Safety", "", false, &after());
  EXPECT_THAT(Events(), ElementsAre("PRIMARY_OUTCOME_CHANGED study.outcomes: Pain [12 weeks] -> Pain [24 weeks]"));
}

TEST_F(RegistrationEventsTest, DatesSlipOrAreBroughtForwardOrOnlyGetMorePrecise) {
  SetDate(2020, 5, 0, before().mutable_start_date());
  SetDate(2020, 5, 17, after().mutable_start_date());
  EXPECT_THAT(Events(), IsEmpty());
  SetDate(2020, 0, 0, before().mutable_start_date());
  EXPECT_THAT(Events(), IsEmpty());
  SetDate(2021, 1, 0, before().mutable_completion_date());
  SetDate(2021, 3, 1, after().mutable_completion_date());
  SetDate(2021, 1, 2, before().mutable_primary_completion_date());
  SetDate(2021, 1, 1, after().mutable_primary_completion_date());
  EXPECT_THAT(Events(), ElementsAre("DATE_BROUGHT_FORWARD study.primary_completion_date: 2021-01-02 -> 2021-01-01",
                                    "DATE_SLIPPED study.completion_date: 2021-01 -> 2021-03-01"));
}

TEST_F(RegistrationEventsTest, ResultsAndSponsors) {
  before().set_has_results(false);
  after().set_has_results(true);
  after().mutable_results_date()->set_text("May 2021");
  for (auto* study : {&before(), &after()}) {
    v1::Sponsor* sponsor = study->add_sponsors();
    sponsor->set_lead(study == &before());
    sponsor->add_names()->set_text("A");
    sponsor = study->add_sponsors();
    sponsor->set_lead(study == &after());
    sponsor->add_names()->set_text("B");
  }
  EXPECT_THAT(Events(),
              ElementsAre("RESULTS_POSTED study.has_results:  -> May 2021", "SPONSOR_CHANGED study.sponsors: A -> B"));
}

TEST_F(RegistrationEventsTest, FactsOfOneDerivationOnly) {
  v1::Fact* fact = after_.mutable_ev_facts()->add_facts();
  fact->set_field("donor");
  fact->set_value("allogeneic");
  EXPECT_THAT(Events(), ElementsAre("EV_FACTS_CHANGED ev_facts:  -> donor = allogeneic"));
  EXPECT_THAT(Events({false, false}), IsEmpty());
}

TEST_F(RegistrationEventsTest, AbsencesComeGrowAndGo) {
  v1::Registration absent, gone;
  v1::Absence* absence = absent.add_absences();
  absence->set_set("s");
  absence->mutable_since()->set_seconds(86400);
  gone = absent;
  gone.mutable_absences(0)->set_tombstone(true);
  EXPECT_THAT(Lines({}, absent), ElementsAre("ABSENT absences[\"s\"]:  -> 1970-01-02"));
  EXPECT_THAT(Lines(absent, gone), ElementsAre("WITHDRAWN absences[\"s\"]:  -> 1970-01-02"));
  EXPECT_THAT(Lines({}, gone),
              ElementsAre("ABSENT absences[\"s\"]:  -> 1970-01-02", "WITHDRAWN absences[\"s\"]:  -> 1970-01-02"));
  EXPECT_THAT(Lines(gone, {}), ElementsAre("REAPPEARED absences[\"s\"]: 1970-01-02 -> "));
  EXPECT_THAT(Lines(gone, gone), IsEmpty());
}

}  // namespace
}  // namespace trialweave::store
