#include "store/linkage/match/comparison.h"

#include "gtest/gtest.h"
#include "store/linkage/match/match_words.h"

namespace trialweave::store {
namespace {

// Of 1,000 records: everybody has knees, few have vesicles.
WordFrequencies Frequencies() {
  return WordFrequencies(1000, {{TokenOf(MatchWords("knee")[0]), 400},
                                {TokenOf(MatchWords("pain")[0]), 300},
                                {TokenOf(MatchWords("vesicles")[0]), 5}});
}

MatchDraft Draft(const std::string& id, const std::string& scheme, const std::string& title) {
  MatchDraft draft;
  draft.id = id;
  draft.scheme = scheme;
  if (!title.empty()) AddTitle(title, &draft);
  return draft;
}

std::string_view LevelOf(const MatchDraft& draft_a, const MatchDraft& draft_b, MatchField field) {
  const MatchRecord a(draft_a), b(draft_b);
  const Comparison comparison = Compare(a, b, Frequencies());
  EXPECT_EQ(comparison, Compare(b, a, Frequencies())) << "the order of the two must not matter";
  return LevelName(field, comparison[static_cast<size_t>(field)]);
}

TEST(ComparisonTest, WhatNobodyStatesIsUnknown) {
  const MatchRecord a(Draft("NCT05000001", "ctgov", "")), b(Draft("ChiCTR2300000001", "chictr", ""));
  for (size_t field = 0; field < kMatchFields; ++field) EXPECT_EQ(Compare(a, b, Frequencies())[field], kUnknown);
}

TEST(ComparisonTest, RareWordsCountMoreThanCommonOnes) {
  const MatchDraft draft = Draft("NCT05000001", "ctgov", "Vesicles for knee pain");
  const MatchRecord a(draft), rare(Draft("ChiCTR2300000001", "chictr", "Vesicles")),
      common(Draft("ChiCTR2300000002", "chictr", "Knee pain"));
  EXPECT_GT(Compare(a, rare, Frequencies())[0], Compare(a, common, Frequencies())[0]);
  EXPECT_EQ(LevelOf(draft, draft, MatchField::kTitle), "from 0.98");
}

TEST(ComparisonTest, SizesAndDatesByNearness) {
  MatchDraft a = Draft("NCT05000001", "ctgov", ""), b = Draft("ChiCTR2300000001", "chictr", "");
  a.sizes = {57};
  b.sizes = {57};
  EXPECT_EQ(LevelOf(a, b, MatchField::kSize), "equal");
  a.sizes = b.sizes = {60};
  EXPECT_EQ(LevelOf(a, b, MatchField::kSize), "equal, a round number");
  b.sizes = {72};
  EXPECT_EQ(LevelOf(a, b, MatchField::kSize), "within 20 %");
  b.sizes = {600};
  EXPECT_EQ(LevelOf(a, b, MatchField::kSize), "beyond 4 times");
  a.started = {10'000};
  b.started = {10'020, 12'000};
  EXPECT_EQ(LevelOf(a, b, MatchField::kStart), "within 31 days");
}

TEST(ComparisonTest, SiblingsNameOtherAlternatives) {
  MatchDraft adults = Draft("NCT05000001", "ctgov", "Vesicles for knee pain in adults");
  const MatchDraft children = Draft("ChiCTR2300000001", "chictr", "Vesicles for pain in children");
  EXPECT_EQ(LevelOf(adults, children, MatchField::kAlternatives), "others");
  // An arm of theirs.
  AddIntervention("vesicles, children", &adults);
  EXPECT_EQ(LevelOf(adults, children, MatchField::kAlternatives), "the same");
  const MatchDraft hip = Draft("ChiCTR2300000002", "chictr", "Vesicles for children's pain of the hip");
  EXPECT_EQ(LevelOf(adults, hip, MatchField::kAlternatives), "others") << "the age is the same, the joint is not";
}

TEST(ComparisonTest, SiblingsOfOneSponsorDifferInSize) {
  const std::string title = "Vesicles eluting xylomab in gonarthrosis against hyaluronate with arthroscopy";
  MatchDraft a = Draft("NCT05000001", "ctgov", title), b = Draft("EUCTR2020-000001-11", "eudract", title);
  a.sizes = {720};
  b.sizes = {812};
  EXPECT_EQ(LevelOf(a, b, MatchField::kSiblingSize), "another");
  b.sizes = {720};
  EXPECT_EQ(LevelOf(a, b, MatchField::kSiblingSize), "equal");
  AddTokens("Xylo Inc", &a.sponsors);
  AddTokens("Knee Hospital", &b.sponsors);
  EXPECT_EQ(LevelOf(a, b, MatchField::kSiblingSize), "not stated by both");
}

TEST(ComparisonTest, APilotIsSmallerThanTheTrialThatFollowsIt) {
  MatchDraft pilot = Draft("NCT05000001", "ctgov", "Vesicles for knee pain: a pilot study"),
             main = Draft("ChiCTR2300000001", "chictr", "Vesicles for knee pain");
  const auto level = [&] { return LevelOf(pilot, main, MatchField::kSequel); };
  pilot.registered = {16'600};
  main.registered = {16'800};
  EXPECT_EQ(level(), "both or none") << "sizes are not known";
  pilot.sizes = {20};
  main.sizes = {24};
  EXPECT_EQ(level(), "both or none") << "only one of them calls it so";
  main.sizes = {120};
  EXPECT_EQ(level(), "one of them");
  main.registered = {16'620};
  EXPECT_EQ(level(), "both or none") << "planned and actual size of one trial";
  main.registered.clear();
  EXPECT_EQ(level(), "both or none") << "nobody knows what came first";
  main.registered = {16'800};
  pilot.sizes = {400};
  EXPECT_EQ(level(), "both or none") << "no pilot is larger";
}

TEST(ComparisonTest, TwoHospitalsWithHardlyAWordInCommon) {
  MatchDraft a = Draft("NCT05000001", "ctgov", ""), b = Draft("ChiCTR2300000001", "chictr", "");
  const auto hospitals = [&](const char* name) {
    b.sponsors.clear();
    b.hospital = false;
    AddSponsor(name, &b);
    return LevelOf(a, b, MatchField::kHospitals);
  };
  AddSponsor("Nordstadt Memorial at Harbour Bay Hospital", &a);
  EXPECT_EQ(hospitals("Southtown Children and Mothers Hospital"), "two");
  EXPECT_EQ(hospitals("Nordstadt Hospital"), "not two");
  EXPECT_EQ(hospitals("Xylo Biologicals and Partners Inc"), "not two") << "a company may register what a hospital does";
}

TEST(ComparisonTest, AShortEqualTitleTellsLessWhereTheOthersSaySomethingElse) {
  MatchDraft a = Draft("NCT05000001", "ctgov", "Vesicles for knee pain"), b = a;
  AddTitle("Metabolites after intradiscal xylomab in frail miners", &a);
  EXPECT_EQ(LevelOf(a, b, MatchField::kTitle), "from 0.98");
  AddTitle("Functional imaging of listeners under hypnosis", &b);
  EXPECT_EQ(LevelOf(a, b, MatchField::kTitle), "from 0.5");
  const std::string title = "Vesicles eluting xylomab in gonarthrosis against hyaluronate with arthroscopy";
  AddTitle(title, &a);
  AddTitle(title, &b);
  EXPECT_EQ(LevelOf(a, b, MatchField::kTitle), "from 0.98") << "a long one is nobody else's";
}

TEST(ComparisonTest, EveryLevelHasAName) {
  for (size_t field = 0; field < kMatchFields; ++field) {
    EXPECT_FALSE(FieldName(static_cast<MatchField>(field)).empty());
    EXPECT_FALSE(LevelName(static_cast<MatchField>(field), 1).empty());
    EXPECT_FALSE(LevelName(static_cast<MatchField>(field), 2).empty());
  }
}

TEST(ComparisonTest, SiblingsChangeAWordWhereOneTrialOnlySaysMore) {
  const MatchDraft one = Draft("NCT05000001", "ctgov", "Vesicles for pain of the shoulder");
  EXPECT_EQ(LevelOf(one, Draft("ChiCTR2300000001", "chictr", "Vesicles for pain"), MatchField::kTitleChanged),
            "nothing");
  EXPECT_NE(
      LevelOf(one, Draft("ChiCTR2300000001", "chictr", "Vesicles for pain of the ankle"), MatchField::kTitleChanged),
      "nothing");
}

TEST(ComparisonTest, TheYearOfANumberStandsInForAnUnknownDayOfRegistration) {
  MatchDraft european = Draft("EUCTR2015-001234-12", "eudract", ""), american = Draft("NCT05000001", "ctgov", "");
  american.registered = {16'600};  // 2015-06-14.
  EXPECT_EQ(LevelOf(european, american, MatchField::kYear), "the same");
  american.registered = {17'100};  // 2016-10-26.
  EXPECT_EQ(LevelOf(european, american, MatchField::kYear), "the next");
  european.registered = {16'600};
  EXPECT_EQ(LevelOf(european, american, MatchField::kYear), "not stated by both");
}

TEST(ComparisonTest, ListsOfCountriesByWhatTheyShare) {
  MatchDraft a = Draft("NCT05000001", "ctgov", ""), b = Draft("ChiCTR2300000001", "chictr", "");
  a.countries = {1, 2, 3};
  b.countries = {1, 2, 3};
  EXPECT_EQ(LevelOf(a, b, MatchField::kCountries), "equal, three and more");
  b.countries = {1, 2};
  EXPECT_EQ(LevelOf(a, b, MatchField::kCountries), "half shared");
  b.countries = {3, 4, 5};
  EXPECT_EQ(LevelOf(a, b, MatchField::kCountries), "some shared");
  b.countries = {4};
  EXPECT_EQ(LevelOf(a, b, MatchField::kCountries), "none shared");
}

}  // namespace
}  // namespace trialweave::store
