#include "store/linkage/match/match_words.h"

#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/linkage/match/match_terms.h"

namespace trialweave::store {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(MatchWordsTest, OtherSpellingsOfOneWordMeet) {
  EXPECT_EQ(MatchWords("Carbamazepin"), MatchWords("carbamazepine"));
  EXPECT_EQ(MatchWords("CYSTOSCOPY"), MatchWords("cystoscopies"));
  EXPECT_EQ(MatchWords("Karzinome"), MatchWords("carcinoma"));
  EXPECT_EQ(MatchWords("Anämie"), MatchWords("anaemia"));
  EXPECT_EQ(MatchWords("Sjögren"), MatchWords("sjogren"));
  EXPECT_EQ(MatchWords("Tübingen"), MatchWords("Tuebingen"));
  EXPECT_EQ(MatchWords("blue"), MatchWords("blues"));
  EXPECT_EQ(MatchWords("Køge"), MatchWords("Koge"));
  EXPECT_EQ(MatchWords("ＣＯＶＩＤ－１９"), MatchWords("COVID-19"));
}

TEST(MatchWordsTest, AsciiReadsAsItDoesBesideOtherCharacters) {
  std::mt19937 random(9);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (int i = random() % 60; i > 0; --i) {
      // Words, numbers and marks, more of them than control characters.
      text.push_back("aeiosx IVZ09.,-_\n"[random() % 17]);
      if (random() % 8 == 0) text.push_back(static_cast<char>(1 + random() % 127));
    }
    // No word, and beyond ASCII.
    EXPECT_EQ(MatchWords(text), MatchWords(text + " ±")) << text;
  }
}

TEST(MatchWordsTest, WordsOfAnyTitleSayNothing) {
  EXPECT_THAT(MatchWords("A Randomized, Double-Blind Trial of the Efficacy and Safety in Patients with gout"),
              ElementsAre("gout"));
  EXPECT_THAT(MatchWords("Eine randomisierte Studie bei Patienten mit Rippen"), ElementsAre("rippen"));
  EXPECT_THAT(MatchWords(" ,;- "), IsEmpty());
}

TEST(MatchWordsTest, OtherLanguagesReadAsEnglish) {
  EXPECT_EQ(MatchWords("Mukoviszidose"), MatchWords("cystic fibrosis"));
  EXPECT_EQ(MatchWords("脐带间充质干细胞外泌体"), MatchWords("umbilical cord mesenchymal stem cell exosomes"));
  EXPECT_THAT(MatchWords("患者随机对照临床试验"), IsEmpty());
}

TEST(MatchWordsTest, ShortFormsAndBrandsReadAsWhatTheyName) {
  EXPECT_EQ(MatchWords("MS"), MatchWords("multiple sclerosis"));
  EXPECT_EQ(MatchWords("Azilect"), MatchWords("rasagiline"));
}

TEST(MatchWordsTest, ATermsOwnWordsAreReadAsTheirTermsToo) {
  EXPECT_EQ(MatchWords("HCC"), MatchWords("hepatocellular carcinoma"));
  EXPECT_EQ(MatchWords("TB"), MatchWords("Tuberkulose"));
  EXPECT_EQ(MatchWords("paediatric"), MatchWords("children"));
}

std::set<std::string> Distinct(std::string_view text) {
  const std::vector<std::string> words = MatchWords(text);
  return {words.begin(), words.end()};
}

// What a later editor of match_terms.tsv could get wrong: two rows that claim one word, by its first seven letters, or
// a word that is several ("T2DM").
TEST(MatchWordsTest, EveryWordIsReadAsItsTerm) {
  const std::string text(MatchTerms());
  for (const absl::string_view row : absl::StrSplit(text, '\n')) {
    if (row.empty() || row[0] == '#') continue;
    const size_t tab = row.find('\t');
    ASSERT_NE(tab, absl::string_view::npos) << row;
    const std::string term = row[0] == '-' ? "" : std::string(row.substr(0, tab));
    for (const absl::string_view word : absl::StrSplit(row.substr(tab + 1), ' ')) {
      EXPECT_EQ(Distinct({word.data(), word.size()}), Distinct(term)) << word << " of " << term;
    }
  }
}

TEST(MatchWordsTest, NumbersKeepTheirDecimals) {
  EXPECT_THAT(MatchWords("0.5 mg or 1,25 mg, 3."), ElementsAre("0.5", "mg", "1.25", "mg", "3"));
}

TEST(MatchWordsTest, HanIsTakenInPairs) {
  EXPECT_THAT(MatchWords("猫狗牛 cog"), ElementsAre("猫狗", "狗牛", "kog"));
  EXPECT_THAT(MatchWords("猫"), ElementsAre("猫"));
}

TEST(MatchWordsTest, BytesThatAreNoTextAreSurvived) {
  MatchWords(std::string("\xFF\xFE\x80 knee \xC3", 10));
  EXPECT_THAT(MatchWords(std::string(100'000, 'a')), ElementsAre("aaaaaaa"));
}

TEST(NumeralsTest, AVirusHasNone) {
  EXPECT_EQ(Numerals("Xylomab 5 mg in COVID-19"), Numerals("Xylomab 5 mg in SARS-CoV-2 infection"));
  EXPECT_THAT(Numerals("Season of 2019: Xylomab in 2019-nCoV"), ElementsAre("2019"));
  EXPECT_THAT(Numerals("VIA-3 with 1,5 mg"), ElementsAre("1.5", "3")) << "a trial's name, and a number with a comma";
}

TEST(NumeralsTest, TellSiblingsApart) {
  EXPECT_NE(Numerals("Vesicles in Arthritis 1 (VIA 1)"), Numerals("Vesicles in Arthritis 2 (VIA 2)"));
  EXPECT_THAT(Numerals("Part II of study B, 10 mg"), ElementsAre("10", "2", "b"));
  EXPECT_EQ(Numerals("Karisma II"), Numerals("Karisma 2"));
}

TEST(MatchWordsTest, PlaceholdersAreToldFromTitlesThatHaveTheirWords) {
  EXPECT_TRUE(IsPlaceholderTitle("[Trial of device that is not approved or cleared by the U.S. FDA]"));
  EXPECT_TRUE(IsPlaceholderTitle(" (Title withheld.) "));
  EXPECT_TRUE(IsPlaceholderTitle("---"));
  EXPECT_FALSE(IsPlaceholderTitle("Exosomes at a dose to be determined for knee osteoarthritis"));
  EXPECT_FALSE(IsPlaceholderTitle("A device not approved or cleared for children"));
}

}  // namespace
}  // namespace trialweave::store
