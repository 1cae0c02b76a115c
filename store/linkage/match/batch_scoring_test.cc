#include "store/linkage/match/batch_scoring.h"

#include <algorithm>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// A title's likeness is all that counts.
MatchModel Model() {
  MatchModel::Weights weights = {};
  for (size_t level = 1; level < kMaxLevels; ++level) weights[static_cast<size_t>(MatchField::kTitle)][level] = level;
  return MatchModel("test", -6, weights, WordFrequencies(100'000, {}));
}

// Trials of a few rare words; each is in one, two or three registries, told a little otherwise.
std::vector<MatchRecord> Records(int count) {
  std::mt19937 random(11);
  std::vector<MatchRecord> records;
  for (int trial = 0; records.size() < static_cast<size_t>(count); ++trial) {
    const char* const schemes[] = {"ctgov", "chictr", "eudract"};
    for (size_t registry = 0; registry <= random() % 3; ++registry) {
      MatchDraft draft;
      draft.id = absl::StrCat(schemes[registry], trial);
      draft.scheme = schemes[registry];
      Tokens title;
      for (int word = 0; word < 5; ++word) AddToken(absl::StrCat("w", (trial * 3 + word) % 500), &title);
      AddToken(absl::StrCat("of", random() % 100), &title);
      draft.titles.push_back(title);
      records.emplace_back(draft);
    }
  }
  return records;
}

class BatchScoringTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const MatchRecord& record : Records(600)) index_.Add(record);
  }

  const MatchModel model_ = Model();
  CandidateIndex index_{&model_.frequencies()};
};

// Pair by pair, from both sides.
TEST_F(BatchScoringTest, FindsWhatOneByOneFinds) {
  std::vector<std::tuple<uint32_t, uint32_t, double>> expected, got;
  for (uint32_t a = 0; a < index_.size(); ++a) {
    for (const uint32_t b : index_.Find(index_.at(a))) {
      const double log_odds = model_.LogOdds(model_.Compare(index_.at(a), index_.at(b)));
      if (a < b && log_odds >= 1) expected.emplace_back(a, b, log_odds);
    }
  }
  std::sort(expected.begin(), expected.end());
  for (const ScoredPair& pair : ScoreAll(index_, model_, 1, 2).pairs) got.emplace_back(pair.a, pair.b, pair.log_odds);
  EXPECT_THAT(got, SizeIs(::testing::Gt(100)));
  EXPECT_EQ(got, expected);
}

TEST_F(BatchScoringTest, TheNumberOfThreadsDoesNotMatter) {
  const BatchScores one = ScoreAll(index_, model_, 1, 1), four = ScoreAll(index_, model_, 1, 4);
  EXPECT_EQ(one.candidates, four.candidates);
  ASSERT_EQ(one.pairs.size(), four.pairs.size());
  for (size_t i = 0; i < one.pairs.size(); ++i) {
    EXPECT_EQ(one.pairs[i].a, four.pairs[i].a);
    EXPECT_EQ(one.pairs[i].b, four.pairs[i].b);
    EXPECT_EQ(one.pairs[i].log_odds, four.pairs[i].log_odds);
  }
}

TEST_F(BatchScoringTest, LeavesOutWhatScoresLess) {
  for (const ScoredPair& pair : ScoreAll(index_, model_, 3, 2).pairs) EXPECT_GE(pair.log_odds, 3);
  EXPECT_THAT(ScoreAll(index_, model_, 100, 2).pairs, IsEmpty());
}

TEST(BatchScoringWithoutRecordsTest, FindsNothing) {
  const MatchModel model = Model();
  const CandidateIndex index(&model.frequencies());
  EXPECT_THAT(ScoreAll(index, model, 0, 2).pairs, IsEmpty());
}

}  // namespace
}  // namespace trialweave::store
