#include "store/linkage/match/candidate_keys.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

// Of 10,000 records. A word that is not listed tells 8.5; these 0.7, 3, 5 and 6.
WordFrequencies Frequencies() {
  return WordFrequencies(10'000, {{TokenOf("most"), 5'000},
                                  {TokenOf("many"), 500},
                                  {TokenOf("some"), 67},
                                  {TokenOf("few"), 25},
                                  {TokenOf("other"), 25}});
}

MatchDraft Draft(std::vector<std::string> words) {
  MatchDraft draft;
  draft.id = "NCT05000001";
  draft.scheme = "ctgov";
  Tokens title;
  for (const std::string& word : words) AddToken(word, &title);
  draft.titles.push_back(title);
  return draft;
}

std::vector<uint32_t> Keys(const MatchDraft& draft) { return CandidateKeysOf(MatchRecord(draft), Frequencies()); }

bool Share(const MatchDraft& a, const MatchDraft& b) {
  const std::vector<uint32_t> of_a = Keys(a), of_b = Keys(b);
  return std::find_first_of(of_a.begin(), of_a.end(), of_b.begin(), of_b.end()) != of_a.end();
}

TEST(CandidateKeysTest, ARareWordIsAKeyAndACommonOneIsNot) {
  EXPECT_THAT(Keys(Draft({"nobodys"})), Contains(TokenOf("nobodys")));
  EXPECT_THAT(Keys(Draft({"most"})), IsEmpty());
  EXPECT_THAT(Keys(Draft({"some"})), IsEmpty());
}

TEST(CandidateKeysTest, WordsAreKeysTogetherWhenTheyTellEnough) {
  EXPECT_TRUE(Share(Draft({"some", "few"}), Draft({"many", "few", "some"})));
  EXPECT_FALSE(Share(Draft({"many", "some"}), Draft({"many", "some"}))) << "3 and 5 are not 9";
  EXPECT_FALSE(Share(Draft({"few", "some"}), Draft({"few", "other"}))) << "one word of the two";
}

TEST(CandidateKeysTest, AWordAndASizeAreAKeyAndARoundSizeTellsLess) {
  MatchDraft a = Draft({"some"}), b = Draft({"some", "many"});
  EXPECT_FALSE(Share(a, b));
  a.sizes = b.sizes = {57};
  EXPECT_TRUE(Share(a, b));
  b.sizes = {58};
  EXPECT_FALSE(Share(a, b));
  a.titles = b.titles = {{TokenOf("many")}};
  a.sizes = b.sizes = {60};
  EXPECT_FALSE(Share(a, b));
}

TEST(CandidateKeysTest, DaysOfAFortnightShareAMonthWhereverItEnds) {
  for (Day day = 19'000; day < 19'064; ++day) {
    MatchDraft a = Draft({"few"}), b = Draft({"few"});
    a.started = {day};
    b.started = {day + 14};
    EXPECT_TRUE(Share(a, b)) << day;
    b.started = {day + 64};
    EXPECT_FALSE(Share(a, b)) << day;
  }
}

TEST(CandidateKeysTest, NumbersAloneAreAKeyWhenTheyAreThree) {
  MatchDraft a = Draft({}), b = Draft({});
  a.sizes = b.sizes = {60};
  a.started = {19'000};
  b.started = {19'005};
  EXPECT_FALSE(Share(a, b));
  a.completed = {19'700};
  b.completed = {19'710};
  EXPECT_TRUE(Share(a, b));
}

TEST(CandidateKeysTest, ASponsorIsAKeyOnlyWithSomethingElse) {
  MatchDraft a = Draft({}), b = Draft({});
  a.sponsors = b.sponsors = {TokenOf("few")};
  EXPECT_FALSE(Share(a, b));
  a.sizes = b.sizes = {57};
  EXPECT_TRUE(Share(a, b));
}

TEST(CandidateKeysTest, RareWordsDoNotTakeThePlacesOfOthers) {
  MatchDraft rare = Draft({"some", "few"});
  for (int i = 0; i < 30; ++i) AddToken("rare" + std::to_string(i), &rare.titles[0]);
  EXPECT_TRUE(Share(rare, Draft({"some", "few"})));
}

TEST(CandidateKeysTest, AreSortedWithoutRepeats) {
  MatchDraft draft = Draft({"some", "few", "other", "nobodys"});
  draft.conditions = draft.titles[0];
  draft.sizes = {57, 60};
  draft.started = {19'000, 19'010};
  const std::vector<uint32_t> keys = Keys(draft);
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
  EXPECT_THAT(keys, Not(IsEmpty()));
}

}  // namespace
}  // namespace trialweave::store
