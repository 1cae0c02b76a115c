#include "query/view/trial_terms.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "query/filter/filter.h"

namespace trialweave::query {
namespace {

class TrialTermsTest : public testing::Test {
 protected:
  TrialTermsTest() {
    Add(1, R"pb(registries: "ctgov"
                registration_ids: "NCT06000001"
                study {
                  status: RECRUITMENT_STATUS_RECRUITING
                  phases: PHASE_PHASE1
                  countries: "CL"
                  conditions { names { text: "Osteoarthritis, Knee" } }
                })pb");
    Add(2, R"pb(registries: "chictr"
                study {
                  status: RECRUITMENT_STATUS_COMPLETED
                  phases: [ PHASE_PHASE1, PHASE_PHASE2 ]
                  countries: "CN"
                  conditions { names { text: "膝骨关节炎" } }
                })pb");
    Add(3, R"pb(registries: "ctgov"
                study {
                  status: RECRUITMENT_STATUS_RECRUITING
                  conditions { names { text: "Knees" } }
                })pb");
  }

  void Add(uint32_t number, const char* text) {
    v1::Trial trial;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &trial));
    for (const std::string& term : TermsOf(trial)) index_.Add(term, number);
  }

  std::optional<TermIndex::Postings> Candidates(const char* filter) {
    return CandidatesOf(*Filter::Parse(filter)->root(), index_);
  }

  TermIndex index_;
};

using testing::ElementsAre;
using testing::Optional;

TEST_F(TrialTermsTest, FindsEqualitiesWithoutAScan) {
  EXPECT_THAT(Candidates("status = RECRUITING"), Optional(ElementsAre(1, 3)));
  EXPECT_THAT(Candidates("phase:PHASE1 country = cn"), Optional(ElementsAre(2)));
  EXPECT_THAT(Candidates("registry:chictr OR phase:PHASE2 OR status:completed"), Optional(ElementsAre(2)));
  EXPECT_THAT(Candidates("registration = nct06000001"), Optional(ElementsAre(1)));
  EXPECT_THAT(Candidates("status = TERMINATED"), Optional(ElementsAre()));
  EXPECT_THAT(Candidates("country:*"), Optional(ElementsAre(1, 2)));
}

TEST_F(TrialTermsTest, FindsConditionWords) {
  EXPECT_THAT(Candidates("condition:knee"), Optional(ElementsAre(1, 3)));
  EXPECT_THAT(Candidates("condition:\"knee osteoarthritis\""), Optional(ElementsAre(1)));
  EXPECT_THAT(Candidates("condition:骨关节"), Optional(ElementsAre(2)));
  EXPECT_THAT(Candidates("condition = \"osteoarthritis, knee\""), Optional(ElementsAre(1)));
}

TEST_F(TrialTermsTest, NarrowsByWhatItKnowsAndScansOtherwise) {
  EXPECT_THAT(Candidates("status = RECRUITING AND title:x"), Optional(ElementsAre(1, 3)));
  EXPECT_EQ(Candidates("status = RECRUITING OR title:x"), std::nullopt);
  EXPECT_EQ(Candidates("NOT status = RECRUITING"), std::nullopt);
  EXPECT_EQ(Candidates("status != RECRUITING"), std::nullopt);
  EXPECT_EQ(Candidates("enrollment > 3"), std::nullopt);
}

}  // namespace
}  // namespace trialweave::query
