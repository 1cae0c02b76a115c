#include "store/linkage/match/match_alternatives.h"

#include <map>
#include <set>
#include <string>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/linkage/match/match_draft.h"
#include "store/linkage/match/match_words.h"

namespace trialweave::store {
namespace {

using ::testing::IsEmpty;

std::vector<Alternative> In(std::string_view text) {
  Tokens tokens;
  AddTokens(text, &tokens);
  return AlternativesIn({tokens});
}

ComparedKinds Compared(std::string_view a, std::string_view b) { return CompareKinds(In(a), In(b)); }

TEST(MatchAlternativesTest, SiblingsNameOthers) {
  EXPECT_EQ(Compared("Vesicles in adults", "Vesicles in children").apart, 1);
  EXPECT_EQ(Compared("Tablets in healthy people, fasting", "Tablets in healthy people, fed").apart, 1);
  EXPECT_EQ(Compared("Pain after thyroidectomy", "Pain after hysterectomy").apart, 1);
  EXPECT_EQ(Compared("Adults with knee pain", "Children with hip pain").apart, 2);
}

TEST(MatchAlternativesTest, OneInCommonIsEnough) {
  const ComparedKinds kinds = Compared("Vesicles in adults and children", "Vesicles in children");
  EXPECT_EQ(kinds.alike, 1);
  EXPECT_EQ(kinds.apart, 0);
}

TEST(MatchAlternativesTest, WhatOnlyOneNamesSaysNothing) {
  const ComparedKinds kinds = Compared("Vesicles in adults", "Vesicles for knee pain");
  EXPECT_EQ(kinds.alike + kinds.apart, 0);
  EXPECT_THAT(In("Vesicles"), IsEmpty());
}

TEST(MatchAlternativesTest, LanguagesMeet) {
  EXPECT_EQ(Compared("Tablets, fasting", "空腹状态下片剂").alike, 2) << "a state and a form";
  EXPECT_EQ(Compared("儿童膝骨关节炎", "Erwachsene mit Schmerzen").apart, 1);
}

TEST(MatchAlternativesTest, SeveralWordsMustAllBeThere) {
  EXPECT_THAT(In("heart rate"), testing::SizeIs(1)) << "an organ, no failure of it";
  EXPECT_GT(Compared("heart failure", "atrial fibrillation of the heart").apart, 0);
  // In several texts of one registration.
  Tokens title, condition;
  AddTokens("failure", &title);
  AddTokens("heart", &condition);
  EXPECT_EQ(AlternativesIn({title, condition}), In("heart failure"));
}

TEST(MatchAlternativesTest, PeopleReadKindAndName) {
  ASSERT_THAT(In("children"), testing::SizeIs(1));
  EXPECT_EQ(AlternativeText(In("children")[0]), "age: child");
  EXPECT_EQ(AlternativeText(~Alternative{0}), "");
}

// What a later editor of the file could get wrong.
TEST(MatchAlternativesTest, EveryNameIsReadAndStandsForOneAlternativeOfItsKind) {
  std::map<std::string, size_t> sizes;
  std::map<std::string, std::set<std::set<std::string>>> names;
  const std::string text(MatchAlternativesText());
  for (const absl::string_view row : absl::StrSplit(text, '\n')) {
    const std::string line(row);
    if (line.empty() || line[0] == '#') continue;
    const size_t tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos) << line;
    const std::string kind = line.substr(0, tab);
    EXPECT_LE(++sizes[kind], kMostOfKind) << kind;
    std::set<std::set<std::string>> of_row;
    const std::string all = line.substr(tab + 1);
    for (const absl::string_view name : absl::StrSplit(all, ';')) {
      const std::vector<std::string> words = MatchWords({name.data(), name.size()});
      EXPECT_FALSE(words.empty()) << kind << ": \"" << name << "\" is read as nothing";
      of_row.emplace(words.begin(), words.end());
    }
    for (const auto& words : of_row) EXPECT_TRUE(names[kind].insert(words).second) << kind << ": " << line;
  }
  for (const auto& [kind, size] : sizes) EXPECT_GE(size, 2) << kind;
}

}  // namespace
}  // namespace trialweave::store
