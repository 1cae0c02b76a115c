#include "store/linkage/match/match_training.h"

#include <string>

#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

MatchRecord RecordOf(const std::string& id, const std::string& title, const std::string& condition, int64_t size) {
  MatchDraft draft;
  draft.id = id;
  draft.scheme = id.substr(0, 3);
  AddTitle(title, &draft);
  AddTokens(condition, &draft.conditions);
  draft.sizes.push_back(size);
  return MatchRecord(draft);
}

// Pairs of one epidemic: each has the condition of every other, and those of two trials more of it in common than those
// of one, as in collections that were searched for one disease.
class MatchTrainingTest : public testing::Test {
 protected:
  MatchTrainingTest() {
    for (int i = 0; i < 40; ++i) {
      const std::string number = std::to_string(i);
      const std::string title = "Therapy with substance" + number + "a and substance" + number + "b";
      records_.push_back(RecordOf("AAA" + number, title, "viral pneumonia", 100 + i));
      records_.push_back(RecordOf("BBB" + number, title, i % 2 == 0 ? "viral pneumonia" : "other", 100 + i));
    }
    for (uint32_t i = 0; i < 40; ++i) {
      pairs_.push_back({2 * i, 2 * i + 1, true, 1});
      for (uint32_t other = 0; other < 40; other += 4) {
        if (other != i) pairs_.push_back({2 * i, 2 * other + 1, false, 1});
      }
    }
    model_ = Train("made", records_, pairs_, WordFrequencies(records_.size(), CountWords(records_)));
  }

  double WeightOf(MatchField field, size_t level) const { return model_.weights()[static_cast<size_t>(field)][level]; }
  double LogOddsOf(uint32_t a, uint32_t b) const { return model_.LogOdds(model_.Compare(records_[a], records_[b])); }

  std::vector<MatchRecord> records_;
  std::vector<TrainingPair> pairs_;
  MatchModel model_;
};

TEST_F(MatchTrainingTest, TellsOneTrialFromTwo) {
  EXPECT_GT(LogOddsOf(0, 1), 1);
  EXPECT_LT(LogOddsOf(0, 9), -1);
}

TEST_F(MatchTrainingTest, WhatIsNotStatedWeighsNothing) {
  for (const auto& levels : model_.weights()) EXPECT_EQ(levels[kUnknown], 0);
}

// Equal conditions stand in more of the pairs of two trials here; that must not make them speak against.
TEST_F(MatchTrainingTest, MoreAgreementNeverWeighsLess) {
  for (size_t number = 0; number < kMatchFields; ++number) {
    const auto field = static_cast<MatchField>(number);
    // Numerals have no order; of the title's rest and change more is less agreement.
    if (field == MatchField::kNumerals || field == MatchField::kTitleRest || field == MatchField::kTitleChanged)
      continue;
    size_t level = 2;
    for (; level < kMaxLevels && !LevelName(field, static_cast<uint8_t>(level)).empty(); ++level) {
      EXPECT_GE(WeightOf(field, level), WeightOf(field, level - 1)) << FieldName(field) << " " << level;
    }
    EXPECT_LE(WeightOf(field, 1), 0) << FieldName(field);
    EXPECT_GE(WeightOf(field, level - 1), 0) << FieldName(field);
  }
  EXPECT_GE(WeightOf(MatchField::kTitleRest, 1), 0);
  EXPECT_LE(WeightOf(MatchField::kTitleRest, 7), 0);
}

TEST_F(MatchTrainingTest, WhatSiblingsDifferInIsARule) {
  EXPECT_EQ(WeightOf(MatchField::kAlternatives, 1), -6);
  EXPECT_EQ(WeightOf(MatchField::kSequel, 1), -6);
  EXPECT_EQ(WeightOf(MatchField::kHospitals, 1), -3);
}

// Few pairs tell of them, so something is expected of them.
TEST_F(MatchTrainingTest, EqualNumbersOfSponsorsSpeakForOneTrial) {
  EXPECT_GT(WeightOf(MatchField::kProtocolNumbers, 2), 0.5);
}

TEST_F(MatchTrainingTest, IsDeterministic) {
  const MatchModel again = Train("made", records_, pairs_, WordFrequencies(records_.size(), CountWords(records_)));
  EXPECT_EQ(again.weights(), model_.weights());
  EXPECT_EQ(again.prior(), model_.prior());
}

}  // namespace
}  // namespace trialweave::store
