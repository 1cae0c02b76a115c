#include "normalizer/vocabulary/term_table.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "normalizer/vocabulary/match_text.h"
#include "normalizer/vocabulary/vocabulary.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::shared_ptr<const TermTable> Table(std::string_view rows) {
  const auto table = TermTable::Parse(absl::StrCat(std::string(rows), "\nscope\tstem\t-\tx\n"));
  EXPECT_TRUE(table.ok()) << table.status();
  return *table;
}

// "value: text as it stands"
std::vector<std::string> Found(const TermTable& table, std::string_view text) {
  std::vector<std::string> shown;
  for (const TermMatch& match : table.Find(text)) {
    shown.push_back(absl::StrCat(match.term->value, ": ", std::string(text.substr(match.offset, match.length))));
  }
  return shown;
}

TEST(MatchTextTest, FoldsAndRemembersPlaces) {
  const std::string text = "UC‑MSC\u00a0 Exosomes，５\\*10";
  const MatchText match = FoldForMatch(text);
  EXPECT_EQ(match.folded, "uc msc exosomes,5*10");
  const size_t exosomes = match.folded.find("exosomes");
  EXPECT_EQ(text.substr(match.OriginBegin(exosomes), 8), "Exosomes");
  const size_t five = match.folded.find('5');
  EXPECT_EQ(text.substr(match.OriginBegin(five), match.OriginEnd(five + 1) - match.OriginBegin(five)), "５");
}

TEST(TermTableTest, TakesHyphensBlanksAndPluralsAlike) {
  const auto table = Table("ev\texosome\t-\texosome | extracellular vesicle | 外泌体");
  EXPECT_THAT(Found(*table, "Extra: extracellular\n  Vesicles, EXOSOMES; 人脐带外泌体"),
              ElementsAre("exosome: extracellular\n  Vesicles", "exosome: EXOSOMES", "exosome: 外泌体"));
}

TEST(TermTableTest, KeepsToWordBoundaries) {
  const auto table = Table("ev\tev\tcase\tEV | EVs\nisolation\tsec\tcase\tSEC\nev\texo\t-\texo");
  EXPECT_THAT(Found(*table, "EV71 sEVx EV-D ev SECOND 5 sec exocrine exogenous exon"), ElementsAre("ev: EV"));
  EXPECT_THAT(Found(*table, "EVs/Exo(SEC)"), ElementsAre("ev: EVs", "exo: Exo", "sec: SEC"));
}

TEST(TermTableTest, LongerTermsOfACategoryWin) {
  const auto table = Table(
      "source\tcord\t-\tumbilical cord\nsource\tblood\t-\tumbilical cord blood | cord blood\nsite\tcord\t-\tcord");
  EXPECT_THAT(Found(*table, "umbilical cord blood"), ElementsAre("blood: umbilical cord blood", "cord: cord"));
}

TEST(TermTableTest, NamesTheLineThatIsWrong) {
  EXPECT_THAT(TermTable::Parse("ev\texosome\texosome\n").status().message(), HasSubstr("line 1"));
  EXPECT_THAT(TermTable::Parse("ev\texosome\tloud\texosome\n").status().message(), HasSubstr("unknown flag loud"));
  EXPECT_FALSE(TermTable::Parse("# nothing\n").ok());
}

// A record whose only term has no stem would silently be out of scope.
TEST(TermTableTest, EveryProductTermPassesTheScopeGate) {
  const auto table = Vocabulary::Embedded()->evidence_terms();
  ASSERT_NE(table, nullptr);
  EXPECT_GT(table->terms().size(), 1500);
  for (const Term& term : table->terms()) {
    const bool gated =
        (term.category == "ev" || term.category == "product") && !term.needs_context && term.value != "lookalike";
    EXPECT_TRUE(!gated || table->MayBeInScope(term.text)) << term.text;
  }
  EXPECT_FALSE(table->MayBeInScope("A randomized trial of metformin in type 2 diabetes, several sites"));
}

// In whatever spelling Find knows it.
TEST(TermTableTest, EveryTermThatNeedsNoContextMayNameAProduct) {
  const auto table = Vocabulary::Embedded()->evidence_terms();
  const auto names = [&](const std::string& text) {
    const std::vector<TermMatch> matches = table->Find(text);
    return std::any_of(matches.begin(), matches.end(), [](const TermMatch& match) {
      const bool product = match.term->category == "ev" || match.term->category == "product";
      return product && !match.term->needs_context && match.term->value != "lookalike";
    });
  };
  size_t found = 0;
  for (const Term& term : table->terms()) {
    for (const char* blank : {" ", "-", "  ", "\t", "\n\n"}) {
      const std::string spelling = absl::StrReplaceAll(term.text, {{" ", blank}});
      for (const std::string& text : {spelling, absl::AsciiStrToUpper(spelling), spelling + "s of a knee"}) {
        found += names(text) ? 1 : 0;
        EXPECT_TRUE(!names(text) || table->MayNameProduct(text)) << text;
      }
    }
  }
  EXPECT_GT(found, 3000);
  EXPECT_FALSE(table->MayNameProduct("Stem cell transplantation in leukaemia"));
}

TEST(TermTableTest, ManyMatchesStayLinear) {
  const auto table = Table("ev\texosome\t-\texosome");
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "exosome ";
  EXPECT_EQ(table->Find(text).size(), 200'000);
}

}  // namespace
}  // namespace trialweave::normalizer
