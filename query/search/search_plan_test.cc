#include "query/search/search_plan.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "query/search/plan_matcher.h"

namespace trialweave::query {
namespace {

constexpr absl::string_view kGroups =
    "exosome | 外泌体\n"
    "knee osteoarthritis | KOA | 膝骨关节炎\n"
    "osteoarthritis | 骨关节炎\n";

// Whether a trial with these titles has what `query` asks for.
bool Finds(absl::string_view query, const std::vector<std::string>& titles, bool exact = false) {
  const Synonyms synonyms(kGroups, "");
  const auto parsed = ParseSearchQuery(query);
  if (!parsed.ok()) std::abort();
  v1::Trial trial;
  trial.add_registration_ids("NCT06431152");
  for (const std::string& title : titles) trial.mutable_study()->add_titles()->set_text(title);
  return Matches(PlanSearch(*parsed, synonyms, exact), trial);
}

TEST(SearchPlanTest, EveryWordMustOccurInAnyForm) {
  EXPECT_TRUE(Finds("exosomes injection", {"Injections of an exosome"}));
  EXPECT_FALSE(Finds("exosomes infusion", {"Injections of an exosome"}));
}

TEST(SearchPlanTest, SynonymsMeetAcrossLanguages) {
  EXPECT_TRUE(Finds("外泌体", {"Exosomes in the knee"}));
  EXPECT_TRUE(Finds("exosome knee osteoarthritis", {"外泌体治疗膝骨关节炎"}));
  EXPECT_TRUE(Finds("外泌体治疗膝骨关节炎", {"Exosomes for knee osteoarthritis"}));
  EXPECT_TRUE(Finds("\"knee osteoarthritis\"", {"KOA"}));
}

TEST(SearchPlanTest, WordsOfAKnownTermMayStandApart) {
  EXPECT_TRUE(Finds("knee osteoarthritis", {"Osteoarthritis of the knee"}));
  EXPECT_TRUE(Finds("knee osteoarthritis", {"knee 骨关节炎"}));
  EXPECT_FALSE(Finds("\"knee osteoarthritis\"", {"Osteoarthritis of the knee"}));
}

TEST(SearchPlanTest, HyphensMakeNoDifference) {
  for (const char* query : {"PD-L1", "PDL1", "pd-l1"}) {
    for (const char* title : {"PD-L1 in blood", "PDL1 in blood"}) EXPECT_TRUE(Finds(query, {title})) << query << title;
  }
  EXPECT_FALSE(Finds("PD-L1", {"PD and L1"}));
  EXPECT_TRUE(Finds("MSC-EV", {"an MSC EV product"}));
}

TEST(SearchPlanTest, WordsThatTellNothingAreNotRequired) {
  EXPECT_TRUE(Finds("the treatment of osteoarthritis", {"Osteoarthritis"}));
  EXPECT_FALSE(Finds("treatment", {"Osteoarthritis"}));
}

TEST(SearchPlanTest, ExactWordsStandForThemselves) {
  EXPECT_FALSE(Finds("exosomes", {"exosome"}, true));
  EXPECT_FALSE(Finds("外泌体", {"exosome"}, true));
  EXPECT_TRUE(Finds("\"exosome trial\"", {"An exosome trial"}, true));
  EXPECT_FALSE(Finds("\"trial exosome\"", {"An exosome trial"}, true));
}

TEST(SearchPlanTest, ExcludedWordsAreTheirOwnFormsOnly) {
  EXPECT_FALSE(Finds("knee -exosome", {"Exosomes in the knee"}));
  EXPECT_TRUE(Finds("膝 -exosome", {"膝 外泌体"}));
}

TEST(SearchPlanTest, ChineseRunsStandTogetherAndLongOnesByPairs) {
  EXPECT_TRUE(Finds("软骨损伤", {"膝关节软骨损伤修复"}));
  EXPECT_FALSE(Finds("软骨损伤", {"软骨的损伤"}));
  EXPECT_TRUE(Finds("关节软骨损伤修复", {"膝关节软骨损伤修复"}));
}

TEST(SearchPlanTest, IdentifiersArePartOfATrial) {
  EXPECT_TRUE(Finds("NCT 0643 1152", {"x"}));
  EXPECT_FALSE(Finds("NCT06431153", {"x"}));
}

TEST(SearchPlanTest, AnyOfTheWordsIsEnoughWhenAsked) {
  const Synonyms synonyms(kGroups, "");
  v1::Trial trial;
  trial.mutable_study()->add_titles()->set_text("knee");
  const SearchPlan plan = PlanSearch(*ParseSearchQuery("knee exosome -hip"), synonyms, false);
  EXPECT_FALSE(Matches(plan, trial));
  EXPECT_TRUE(Matches(AnyOf(plan), trial));
  trial.mutable_study()->add_titles()->set_text("hip");
  EXPECT_FALSE(Matches(AnyOf(plan), trial));
}

}  // namespace
}  // namespace trialweave::query
