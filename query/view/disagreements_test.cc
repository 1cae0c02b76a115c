#include "query/view/disagreements.h"

#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

v1::Registration Stating(const std::string& id, const std::string& study) {
  v1::Registration registration;
  registration.set_registration_id(id);
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(study, registration.mutable_study())) << study;
  return registration;
}

// The fields in which two studies disagree, either way round.
std::vector<std::string> Fields(const std::string& a, const std::string& b) {
  std::vector<std::string> fields, turned;
  for (const auto& d : FindDisagreements({Stating("A1", a), Stating("B1", b)})) fields.push_back(d.field());
  for (const auto& d : FindDisagreements({Stating("B1", b), Stating("A1", a)})) turned.push_back(d.field());
  EXPECT_EQ(fields, turned);
  return fields;
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Disagreements, UnknownNeverDisagrees) {
  EXPECT_THAT(Fields("",
                     "status: RECRUITMENT_STATUS_RECRUITING phases: PHASE_PHASE1 enrollment { count: 3 } "
                     "start_date { date { year: 2024 } } sponsors { lead: true names { text: 'A' } } "
                     "outcomes { primary: true measures { text: 'pain' } }"),
              IsEmpty());
  EXPECT_THAT(Fields("status: RECRUITMENT_STATUS_UNKNOWN", "status: RECRUITMENT_STATUS_COMPLETED"), IsEmpty());
  EXPECT_THAT(Fields("start_date { text: 'spring' }", "start_date { date { year: 2024 } }"), IsEmpty());
}

TEST(Disagreements, ListsWhatEveryRegistrationStates) {
  const auto found =
      FindDisagreements({Stating("B1", "enrollment { count: 30 }"), Stating("C1", ""),
                         Stating("A1", "enrollment { count: 20 }"), Stating("D1", "enrollment { count: 30 }")});
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(found[0].field(), "enrollment.count");
  ASSERT_EQ(found[0].variants_size(), 3);
  EXPECT_EQ(found[0].variants(0).registration_id(), "A1");
  EXPECT_EQ(found[0].variants(0).value(), "20");
  EXPECT_EQ(found[0].variants(2).registration_id(), "D1");
  EXPECT_EQ(found[0].variants(2).value(), "30");
}

TEST(Disagreements, NotRecruitingAgreesWithEveryStatusThatIsNotOpen) {
  const std::string ictrp = "status: RECRUITMENT_STATUS_NOT_RECRUITING";
  for (const char* status : {"COMPLETED", "NOT_YET_RECRUITING", "TERMINATED", "ACTIVE_NOT_RECRUITING", "SUSPENDED"}) {
    EXPECT_THAT(Fields(ictrp, std::string("status: RECRUITMENT_STATUS_") + status), IsEmpty()) << status;
  }
  EXPECT_THAT(Fields(ictrp, "status: RECRUITMENT_STATUS_RECRUITING"), ElementsAre("status"));
  EXPECT_THAT(Fields("status: RECRUITMENT_STATUS_COMPLETED", "status: RECRUITMENT_STATUS_TERMINATED"),
              ElementsAre("status"));
}

TEST(Disagreements, APartialDateAgreesWithDatesInIt) {
  const std::string month = "start_date { date { year: 2024 month: 5 } }";
  EXPECT_THAT(Fields(month, "start_date { date { year: 2024 month: 5 day: 17 } }"), IsEmpty());
  EXPECT_THAT(Fields(month, "start_date { date { year: 2024 } }"), IsEmpty());
  EXPECT_THAT(Fields(month, "start_date { date { year: 2024 month: 6 day: 1 } }"), ElementsAre("start_date"));
}

TEST(Disagreements, ComparesTextsWithinALanguage) {
  EXPECT_THAT(Fields("sponsors { lead: true names { language: 'en' text: 'Example University' } }",
                     "sponsors { lead: true names { language: 'zh' text: '示例大学' } }"),
              IsEmpty());
  EXPECT_THAT(Fields("sponsors { lead: true names { language: 'en' text: 'Example University' } }",
                     "sponsors { lead: true names { language: 'en' text: 'EXAMPLE  UNIVERSITY.' } }"),
              IsEmpty());
  EXPECT_THAT(Fields("sponsors { lead: true names { language: 'en' text: 'Example University' } }",
                     "sponsors { lead: true names { language: 'en' text: 'Sample Hospital' } }"),
              ElementsAre("sponsors.lead"));
}

TEST(Disagreements, LegalFormsOfSponsorsDoNotCount) {
  const auto sponsor = [](const std::string& name) {
    return "sponsors { lead: true names { language: 'en' text: '" + name + "' } }";
  };
  EXPECT_THAT(Fields(sponsor("Example Therapeutics, Inc."), sponsor("Example Therapeutics")), IsEmpty());
  EXPECT_THAT(Fields(sponsor("Example Co., Ltd."), sponsor("Example Limited")), IsEmpty());
  EXPECT_THAT(Fields(sponsor("Ltd"), sponsor("Inc")), ElementsAre("sponsors.lead"));
}

TEST(Disagreements, ComparesPhasesTypesAndPrimaryOutcomes) {
  EXPECT_THAT(Fields("phases: [PHASE_PHASE1, PHASE_PHASE2] study_type: STUDY_TYPE_INTERVENTIONAL",
                     "phases: PHASE_PHASE2 study_type: STUDY_TYPE_OBSERVATIONAL"),
              ElementsAre("study_type", "phases"));
  EXPECT_THAT(
      Fields("outcomes { primary: true measures { language: 'en' text: 'Pain' } }",
             "outcomes { primary: true measures { language: 'en' text: 'Safety' } } outcomes { primary: true }"),
      ElementsAre("outcomes.primary.count", "outcomes.primary.measure"));
}

TEST(Disagreements, TitlesAreNoFacts) {
  EXPECT_THAT(Fields("titles { language: 'en' text: 'A' }", "titles { language: 'en' text: 'B' }"), IsEmpty());
}

}  // namespace
}  // namespace trialweave::query
