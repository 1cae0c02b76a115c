#include "store/linkage/match/match_alternatives.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<Alternative> In(std::string_view text) {
  std::vector<Alternative> alternatives;
  AddAlternatives(text, &alternatives);
  return alternatives;
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
  EXPECT_EQ(Compared("Tablets, fasting", "空腹状态下片剂").alike, 1);
  EXPECT_EQ(Compared("儿童膝骨关节炎", "Pain in adults").apart, 1);
}

TEST(MatchAlternativesTest, NamesStandWhole) {
  EXPECT_THAT(In("influencing older people's tick-borne psychosocial distress"), SizeIs(1)) << "the people";
  EXPECT_THAT(In("renal failure and a stem cell"), IsEmpty()) << "its words do not stand beside one another";
  EXPECT_THAT(In("Renal-cell carcinomas"), SizeIs(1));
  EXPECT_THAT(In("Severe acute respiratory syndrome coronavirus 2"), IsEmpty());
  EXPECT_THAT(In("CAR-T cells, vitamin D"), IsEmpty());
  EXPECT_EQ(Compared("T1DM", "type 2 diabetes mellitus").apart, 1);
}

TEST(MatchAlternativesTest, LongTextsAreReadAsFarAsATitleGoes) {
  std::string text = "adults ";
  for (int i = 0; i < 100'000; ++i) text += "膝痛";
  EXPECT_THAT(In(text + " children"), SizeIs(2)) << "adults and a joint";
}

TEST(MatchAlternativesTest, PeopleReadKindAndName) {
  ASSERT_THAT(In("children"), SizeIs(1));
  EXPECT_EQ(AlternativeText(In("children")[0]), "age: child");
  EXPECT_EQ(AlternativeText(~Alternative{0}), "");
}

// What a later editor of the file could get wrong.
TEST(MatchAlternativesTest, EveryNameIsFoundAndStandsForOneAlternativeOfItsKind) {
  std::map<std::string, size_t> sizes;
  std::map<std::string, std::string> kind_of;
  const std::string text(MatchAlternativesText());
  for (const absl::string_view row : absl::StrSplit(text, '\n')) {
    if (row.empty() || row[0] == '#') continue;
    const size_t tab = row.find('\t');
    ASSERT_NE(tab, absl::string_view::npos) << row;
    const std::string kind(row.substr(0, tab));
    ++sizes[kind];
    const std::vector<absl::string_view> names = absl::StrSplit(row.substr(tab + 1), "; ");
    const std::string expected = absl::StrCat(kind, ": ", names.front());
    for (const absl::string_view name : names) {
      std::vector<std::string> of_kind;
      for (const Alternative alternative : In(absl::StrCat("A trial 一项", name, "的 of it"))) {
        const std::string found = AlternativeText(alternative);
        if (absl::StartsWith(found, kind + ": ")) of_kind.push_back(found);
        const std::string kind_found = found.substr(0, found.find(':'));
        EXPECT_EQ(kind_of.emplace(absl::StrCat(alternative >> 16), kind_found).first->second, kind_found)
            << "hashes meet";
      }
      EXPECT_THAT(of_kind, testing::ElementsAre(expected)) << name;
    }
  }
  for (const auto& [kind, size] : sizes) EXPECT_GE(size, 2) << kind;
}

}  // namespace
}  // namespace trialweave::store
