#include "store/linkage/match/candidate_weight.h"

#include <cmath>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

// Of 1,000 records.
WordFrequencies Frequencies() {
  return WordFrequencies(1'000, {{TokenOf("many"), 500}, {TokenOf("some"), 100}, {TokenOf("few"), 5}});
}

MatchDraft Draft(std::vector<std::string> words) {
  MatchDraft draft;
  Tokens title;
  for (const std::string& word : words) AddToken(word, &title);
  draft.titles.push_back(title);
  return draft;
}

uint32_t WeightOf(const MatchDraft& a, const MatchDraft& b) {
  const WordFrequencies frequencies = Frequencies();
  const MatchRecord of_a(a), of_b(b);
  const uint32_t weight = CandidateWeight(of_a, frequencies).With(of_b);
  EXPECT_EQ(weight, CandidateWeight(of_b, frequencies).With(of_a)) << "the same from both sides";
  return weight;
}

uint32_t Units(double weight) { return static_cast<uint32_t>(weight / CandidateWeight::kUnit); }

TEST(CandidateWeightTest, CommonWordsCountByTheirInformationEachOnce) {
  EXPECT_EQ(WeightOf(Draft({"some"}), Draft({"few"})), 0);
  EXPECT_EQ(WeightOf(Draft({"some", "few"}), Draft({"few"})), Units(std::log(200)));
  MatchDraft twice = Draft({"few"});
  twice.conditions = twice.interventions = twice.titles[0];
  EXPECT_EQ(WeightOf(twice, twice), Units(std::log(200)));
}

TEST(CandidateWeightTest, AWordOfASponsorIsNotThatOfATitle) {
  MatchDraft sponsored = Draft({});
  sponsored.sponsors = {TokenOf("few")};
  EXPECT_EQ(WeightOf(sponsored, Draft({"few"})), 0);
  EXPECT_GT(WeightOf(sponsored, sponsored), 0);
}

TEST(CandidateWeightTest, EqualSizesAndNearDatesCount) {
  MatchDraft a = Draft({}), b = Draft({});
  a.sizes = b.sizes = {57};
  EXPECT_EQ(WeightOf(a, b), Units(4));
  a.sizes = b.sizes = {60};
  EXPECT_EQ(WeightOf(a, b), Units(3));
  a.started = {19'000};
  b.started = {19'003};
  EXPECT_EQ(WeightOf(a, b), Units(7));
  b.started = {19'093};
  EXPECT_EQ(WeightOf(a, b), Units(4));
  b.started = {19'094};
  EXPECT_EQ(WeightOf(a, b), Units(3));
}

TEST(CandidateWeightTest, OneWeigherServesManyOthers) {
  const WordFrequencies frequencies = Frequencies();
  const MatchRecord record(Draft({"some", "few"})), some(Draft({"some"})), few(Draft({"few"}));
  CandidateWeight weight(record, frequencies);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(weight.With(some), Units(std::log(10)));
    EXPECT_EQ(weight.With(few), Units(std::log(200)));
  }
}

TEST(CandidateWeightTest, ThoseThatSayMuchNeedToShareMore) {
  const WordFrequencies frequencies = Frequencies();
  const uint32_t short_one = CandidateWeight::SubjectOf(MatchRecord(Draft({"few"})), frequencies);
  EXPECT_EQ(short_one, Units(std::log(200)));
  std::vector<std::string> words;
  for (int i = 0; i < 60; ++i) words.push_back("rare" + std::to_string(i));
  const uint32_t long_one = CandidateWeight::SubjectOf(MatchRecord(Draft(words)), frequencies);
  EXPECT_GT(CandidateWeight::LeastFor(long_one), CandidateWeight::LeastFor(short_one));
  EXPECT_EQ(CandidateWeight::LeastFor(short_one), CandidateWeight::LeastFor(0));
}

}  // namespace
}  // namespace trialweave::store
