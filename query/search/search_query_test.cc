#include "query/search/search_query.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

std::string Shown(const SearchUnit& unit) {
  const std::string words =
      absl::StrJoin(unit.words, " ", [](std::string* out, const SearchWord& word) { out->append(word.text); });
  switch (unit.kind) {
    case SearchUnit::Kind::kWords:
      return absl::StrCat("{", words, "}");
    case SearchUnit::Kind::kPhrase:
      return absl::StrCat("\"", words, "\"");
    case SearchUnit::Kind::kPrefix:
      return absl::StrCat(words, "*");
    case SearchUnit::Kind::kIdentifier:
      return absl::StrCat("#", unit.identifier);
  }
  return "";
}

std::string Shown(absl::string_view text) {
  const auto query = ParseSearchQuery(text);
  if (!query.ok()) return common::ErrorReason(query.status());
  std::vector<std::string> clauses;
  for (const SearchClause& clause : query->clauses) {
    clauses.push_back((clause.excluded ? "-" : "") +
                      absl::StrJoin(clause.units, "|", [](auto* out, const auto& unit) { out->append(Shown(unit)); }));
  }
  return absl::StrJoin(clauses, " ");
}

TEST(SearchQueryTest, WordsSideBySideAreOneUnit) { EXPECT_EQ(Shown("Exosome knee  OA"), "{exosome knee oa}"); }

TEST(SearchQueryTest, OrBindsItsNeighboursOnly) {
  EXPECT_EQ(Shown("exosome OR \"knee osteoarthritis\""), "{exosome}|\"knee osteoarthritis\"");
  EXPECT_EQ(Shown("a b OR c d"), "{a} {b}|{c} {d}");
  EXPECT_EQ(Shown("a OR b OR c"), "{a}|{b}|{c}");
}

TEST(SearchQueryTest, OrWithoutNeighboursIsAWord) {
  EXPECT_EQ(Shown("OR"), "{or}");
  EXPECT_EQ(Shown("a OR"), "{a or}");
}

TEST(SearchQueryTest, ExcludesWithAMinusBeforeAWordOnly) {
  EXPECT_EQ(Shown("knee -placebo"), "{knee} -{placebo}");
  EXPECT_EQ(Shown("MSC-EV"), "{msc ev}");
  EXPECT_EQ(Shown("knee -\"hyaluronic acid\""), "{knee} -\"hyaluronic acid\"");
  EXPECT_EQ(Shown("a - b"), "{a b}");
}

TEST(SearchQueryTest, TakesQuotesOfEveryKindAndUnclosedOnes) {
  EXPECT_EQ(Shown("“膝关节”"), "\"膝 关 节\"");
  EXPECT_EQ(Shown("\"knee pain"), "\"knee pain\"");
}

TEST(SearchQueryTest, KnowsIdentifiersInAnySpelling) {
  EXPECT_EQ(Shown("nct 0643 1152"), "#NCT06431152");
  EXPECT_EQ(Shown("exosome NCT06431152"), "{exosome} #NCT06431152");
  EXPECT_EQ(Shown("chictr-2000029308"), "#ChiCTR2000029308");
}

TEST(SearchQueryTest, KnowsPrefixes) { EXPECT_EQ(Shown("osteo* knee"), "osteo* {knee}"); }

TEST(SearchQueryTest, RefusesWhatIsTooLong) {
  EXPECT_EQ(Shown(std::string(1025, 'a')), "SEARCH_QUERY_INVALID");
  std::string many;
  for (int i = 0; i < 65; ++i) absl::StrAppend(&many, "w", i, " ");
  EXPECT_EQ(Shown(many), "SEARCH_QUERY_INVALID");
}

TEST(SearchQueryTest, NothingIsEverything) { EXPECT_EQ(Shown(" ( ) -- "), ""); }

}  // namespace
}  // namespace trialweave::query
