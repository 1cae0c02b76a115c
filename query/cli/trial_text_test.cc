#include "query/cli/trial_text.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

v1::Trial ATrial() {
  v1::Trial trial;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        name: "trials/abcdefghij"
        registration_ids: [ "ChiCTR1", "NCT1" ]
        links {
          registration_a: "ChiCTR1"
          registration_b: "NCT1"
          method: LINK_METHOD_IDENTIFIER_ONE
          probability: 1
          evidence: "NCT1"
        }
        study {
          titles { language: "zh" text: "外泌体" }
          titles { language: "en" text: "Exosomes" }
          status: RECRUITMENT_STATUS_RECRUITING
          phases: [ PHASE_PHASE1, PHASE_PHASE2 ]
          enrollment { count: 20 }
          conditions { names { language: "en" text: "Knee" } }
          conditions { names { language: "en" text: "Hip" } }
          start_date { date { year: 2024 month: 5 } }
        }
        disagreements {
          field: "enrollment.count"
          variants { registration_id: "ChiCTR1" value: "30" }
          variants { registration_id: "NCT1" value: "20" }
        }
        documents {
          record_id: "NCT1"
          source: "ctgov"
          format: "ctgov_v2_json"
          observed_at { seconds: 1700000000 }
        })pb",
      &trial));
  return trial;
}

TEST(TrialText, ListsTheColumnsOfATrial) {
  EXPECT_THAT(TrialsTable({ATrial()}, false).rows[0],
              ElementsAre("ChiCTR1 NCT1", "Exosomes", "Knee; Hip", "PHASE1/PHASE2", "20", "RECRUITING"));
  EXPECT_THAT(TrialsTable({v1::Trial()}, false).rows[0], ElementsAre("-", "-", "-", "-", "-", "-"));
  const Table files = TrialsTable({ATrial()}, true);
  EXPECT_EQ(files.rows[0].size(), files.columns.size());
  EXPECT_EQ(files.rows[0][6], "trials/abcdefghij");
}

TEST(TrialText, DescribesValuesLinksAndDisagreements) {
  const std::string text = DescribeTrial(ATrial(), 0, false);
  EXPECT_THAT(text, HasSubstr("title (zh)       外泌体\n"));
  EXPECT_THAT(text, HasSubstr("start            2024-05\n"));
  EXPECT_THAT(text, HasSubstr("ChiCTR1 = NCT1: identifier one, probability 1.00, \"NCT1\"\n"));
  EXPECT_THAT(text, HasSubstr("enrollment.count: ChiCTR1 says 30 | NCT1 says 20\n"));
  EXPECT_THAT(text, HasSubstr("NCT1 from ctgov (ctgov_v2_json), as of 2023-11-14\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr("\033")));
}

TEST(TrialText, SaysFromWhatARegistrationIsAbsent) {
  v1::Trial trial = ATrial();
  v1::RegistrationAbsence& absence = *trial.add_absences();
  absence.set_registration_id("NCT1");
  absence.set_set("ictrp/covid-19");
  absence.mutable_since()->set_seconds(1588723200);
  EXPECT_THAT(DescribeTrial(trial, 0, false), HasSubstr("NCT1 is absent from ictrp/covid-19 since 2020-05-06\n"));
  absence.set_tombstone(true);
  EXPECT_THAT(DescribeTrial(trial, 0, false),
              HasSubstr("NCT1 is absent from ictrp/covid-19 since 2020-05-06 (withdrawn)\n"));
  v1::Registration registration;
  v1::Absence& own = *registration.add_absences();
  own.set_set("ictrp/covid-19");
  *own.mutable_since() = absence.since();
  EXPECT_THAT(DescribeRegistration(registration, 0, false),
              HasSubstr("  absent from ictrp/covid-19 since 2020-05-06\n"));
}

TEST(TrialText, DescribesFactsWithTheWordsTheyRestOn) {
  v1::Registration registration;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        facts {
          field: "dose"
          value: "3-5 x 10e11"
          confidence: 0.8
          evidence { text: "3-5 x 10e11 particles" }
          dose { low: 3e11 high: 5e11 unit: "particles" certainty: DOSE_CERTAINTY_INFERRED rule: "ten_e_notation" }
        }
        facts { field: "dose" state: FACT_STATE_NOT_REPORTED confidence: 0.9 }
        facts {
          field: "endpoint"
          value: "vas"
          confidence: 0.95
          endpoint {
            primary: true
            time_points { value: 12 unit: "months" }
          }
        }
        not_found: [ "isolation", "source" ])pb",
      registration.mutable_ev_facts()));
  const std::string text = DescribeRegistration(registration, 0, false);
  EXPECT_THAT(text, HasSubstr("dose             3e+11 to 5e+11 particles, inferred by ten_e_notation  (0.80, \"3-5 x "
                              "10e11 particles\")\n"));
  EXPECT_THAT(text, HasSubstr("dose             not reported  (0.90)\n"));
  EXPECT_THAT(text, HasSubstr("endpoint         vas (primary) at 12 months  (0.95)\n"));
  EXPECT_THAT(text, HasSubstr("not found        isolation, source\n"));
}

TEST(TrialText, DescribesARegistration) {
  v1::Registration registration;
  registration.set_registration_id("NCT1");
  registration.set_trial("trials/abcdefghij");
  registration.mutable_study()->set_status_text("odd word");
  v1::Identifier& id = *registration.add_secondary_ids();
  id.set_printed("123");
  id.set_type("Grant");
  const std::string text = DescribeRegistration(registration, 0, false);
  EXPECT_THAT(text, HasSubstr("NCT1  trials/abcdefghij\n"));
  EXPECT_THAT(text, HasSubstr("states           123 (Grant)\n"));
  EXPECT_THAT(text, HasSubstr("status           \"odd word\"\n"));
}

}  // namespace
}  // namespace trialweave::query
