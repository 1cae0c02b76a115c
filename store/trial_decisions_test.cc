// What people say of registrations, what they are asked, and what they are told.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/testing/linkage_world.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(TrialDecisionsTest, PeopleSayTheLastWordUntilTheyTakeItBack) {
  LinkageWorld world("decisions");
  world.Add({kKnee, kKneeOfChina});
  const auto different = world.Decide(kKnee.id, "chictr 2400080001", v1::DECISION_VERDICT_DIFFERENT);
  ASSERT_TRUE(different.ok()) << different.status();
  EXPECT_FALSE(world.Together(kKnee, kKneeOfChina));
  EXPECT_THAT(world.Unsettled(), IsEmpty());
  world.Reopen();
  // Another revision changes nothing of it.
  Entry again = kKnee;
  again.size = 50;
  world.Add({again}, 2000);
  EXPECT_FALSE(world.Together(kKnee, kKneeOfChina));
  EXPECT_THAT(world.Queue().pairs(), IsEmpty()) << "it is settled";
  ASSERT_TRUE(world.Revoke(different->name()).ok());
  EXPECT_TRUE(world.Together(kKnee, kKneeOfChina));
  EXPECT_EQ(common::ErrorReason(world.Revoke(different->name())), "DECISION_REVOKED");
  const auto same = world.Decide(kKnee.id, kStranger.id, v1::DECISION_VERDICT_SAME);
  ASSERT_TRUE(same.ok()) << same.status();
  world.Add({kStranger});
  EXPECT_TRUE(world.Together(kKnee, kStranger)) << "also what comes later, and two of one registry";
  EXPECT_EQ(world.Explain(kKnee, kStranger).link().decision(), same->name());
}

TEST(TrialDecisionsTest, DecisionsMayNotContradictOthers) {
  LinkageWorld world("contradicting");
  world.Add({kKnee, kKneeOfChina, kStranger});
  const auto first = world.Decide(kKnee.id, kStranger.id, v1::DECISION_VERDICT_SAME);
  const auto second = world.Decide(kKneeOfChina.id, kStranger.id, v1::DECISION_VERDICT_DIFFERENT);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(common::ErrorReason(world.Decide(kKnee.id, kKneeOfChina.id, v1::DECISION_VERDICT_SAME).status()),
            "DECISION_CONTRADICTS");
  // Deciding otherwise on the same two takes the first one's place.
  const auto third = world.Decide(kKnee.id, kStranger.id, v1::DECISION_VERDICT_UNSURE);
  ASSERT_TRUE(third.ok()) << third.status();
  v1::ListDecisionsRequest request;
  request.set_registration("registrations/" + kKnee.id);
  request.set_show_revoked(true);
  const auto decisions = ListDecisions(world.store().latest(), request);
  ASSERT_EQ(decisions->decisions_size(), 2);
  EXPECT_EQ(decisions->decisions(0).name(), third->name());
  EXPECT_EQ(decisions->decisions(1).superseded_by(), third->name());
  EXPECT_TRUE(world.Decide(kKnee.id, kKneeOfChina.id, v1::DECISION_VERDICT_SAME).ok());
}

TEST(TrialDecisionsTest, WrongDecisionsAreRefusedWithWhatIsWrong) {
  LinkageWorld world("wrong");
  const auto message = [&](const std::string& a, const std::string& b) {
    return std::string(world.Decide(a, b, v1::DECISION_VERDICT_SAME).status().message());
  };
  EXPECT_THAT(message("no id", kKnee.id), HasSubstr("\"no id\" is no registry's identifier"));
  EXPECT_THAT(message(kKnee.id, kKnee.id), HasSubstr("another one"));
  EXPECT_EQ(world.Status().decisions(), 0u);
}

TEST(TrialDecisionsTest, TheReviewQueueComesInPagesTheMostInformativeFirst) {
  LinkageWorld world("queue");
  std::vector<Entry> entries;
  for (int i = 0; i < 5; ++i) {
    Entry china = kKneeOfChina;
    china.id = "ChiCTR240008001" + std::to_string(i);
    china.size = 48 + 20 * i;
    entries.push_back(china);
  }
  entries.push_back(kKnee);
  world.Add(entries);
  std::vector<double> distances;
  std::string token;
  size_t pages = 0;
  do {
    const v1::ListReviewQueueResponse page = world.Queue(2, token);
    for (const v1::PairExplanation& pair : page.pairs()) {
      distances.push_back(std::abs(pair.log_odds() - pair.threshold()));
    }
    token = page.next_page_token();
    ++pages;
  } while (!token.empty() && pages < 10);
  EXPECT_GT(distances.size(), 2u);
  EXPECT_TRUE(std::is_sorted(distances.begin(), distances.end()));
  EXPECT_EQ(static_cast<int64_t>(distances.size()), world.Queue(1).total_size());
}

TEST(TrialDecisionsTest, ExplainsATrialByAnyOfItsNames) {
  LinkageWorld world("explain");
  world.Add({kKnee, kKneeOfChina, kStranger});
  v1::StoreServiceExplainTrialRequest request;
  for (const std::string& name : {world.Trial(kKnee.id), "trials/" + kKneeOfChina.id}) {
    request.set_name(name);
    const auto response = ExplainTrial(world.store().latest(), world.store().model(), request);
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->trial(), world.Trial(kKnee.id));
    EXPECT_THAT(response->registration_ids(), ElementsAre(kKneeOfChina.id, kKnee.id));
    EXPECT_THAT(response->pairs(), SizeIs(1));
  }
  request.set_name("trials/NCT05999999");
  EXPECT_EQ(ExplainTrial(world.store().latest(), world.store().model(), request).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace trialweave::store
