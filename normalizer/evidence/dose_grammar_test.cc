#include "normalizer/evidence/dose_grammar.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "2e+09..5e+11 particles/dose (rule)"; "? literal" for what has no reading.
std::string Show(const Dose& dose) {
  std::string text =
      dose.reading.has_value()
          ? absl::StrCat(dose.reading->low,
                         dose.reading->high == dose.reading->low ? "" : absl::StrCat("..", dose.reading->high))
          : "?";
  absl::StrAppend(&text, " ", dose.unit);
  if (!dose.per.empty()) absl::StrAppend(&text, "/", dose.per);
  if (!dose.rule.empty()) absl::StrAppend(&text, " (", dose.rule, ")");
  return text;
}

std::vector<std::string> Doses(std::string_view text) {
  std::vector<std::string> shown;
  for (const Dose& dose : FindDoses(text)) {
    EXPECT_EQ(dose.literal, text.substr(dose.offset, dose.length));
    EXPECT_EQ(dose.reading.has_value(), dose.certainty != DoseCertainty::kAmbiguous);
    EXPECT_EQ(dose.rule.empty(), dose.certainty == DoseCertainty::kExact) << dose.literal;
    shown.push_back(Show(dose));
  }
  return shown;
}

TEST(DoseGrammarTest, ReadsPowersOfTenAsPrinted) {
  EXPECT_THAT(Doses("5\\*10^10 particles/mL"), ElementsAre("5e+10 particles/mL"));
  EXPECT_THAT(Doses("purity 3×10^8 particles/μg protein, yield 2000 particles per cell"), ElementsAre());
  EXPECT_THAT(Doses("2 × 10⁹ particles per dose"), ElementsAre("2e+09 particles/dose"));
  EXPECT_THAT(Doses("1.5x10^8 MSC-EV particles"), ElementsAre("1.5e+08 particles"));
  EXPECT_THAT(Doses("2E10 EVs per injection"), ElementsAre("2e+10 particles/administration"));
  EXPECT_THAT(Doses("10^9 particles"), ElementsAre("1e+09 particles"));
  EXPECT_THAT(Doses("2×10^10颗粒"), ElementsAre("2e+10 particles"));
  EXPECT_THAT(Doses("1 million cells/kg of exosomes"), ElementsAre("1e+06 cells/kg"));
  EXPECT_THAT(Doses("20 billion particles"), ElementsAre("2e+10 particles"));
  EXPECT_THAT(Doses("每次5亿个颗粒"), ElementsAre("5e+08 particles"));
}

TEST(DoseGrammarTest, UndoesKnownMisprintsAndSaysSo) {
  EXPECT_THAT(Doses("3-5 x 10e11 particles"), ElementsAre("3e+11..5e+11 particles (ten_e_notation)"));
  EXPECT_THAT(Doses("3–5 × 1011 particles/dose"), ElementsAre("3e+11..5e+11 particles/dose (flattened_superscript)"));
  EXPECT_THAT(Doses("2 × 108 exosomes in 3 ml"), ElementsAre("2e+08 particles/3 mL (flattened_superscript)"));
  EXPECT_THAT(Doses("1.0 × 10 7 个细胞"), ElementsAre("1e+07 cells (spaced_superscript)"));
  EXPECT_THAT(Doses("1 × 10 \\* 11articles per dose"),
              ElementsAre("1e+11 particles/dose (star_for_caret; misspelt_unit)"));
  EXPECT_THAT(Doses("1,5 x 10^9 partikel"), ElementsAre("1.5e+09 particles (decimal_comma)"));
  EXPECT_THAT(Doses("2,5 mL"), ElementsAre("2.5 mL (decimal_comma)"));
  EXPECT_THAT(Doses("1,000 cells"), ElementsAre("1000 cells"));
  EXPECT_THAT(Doses("1E9 partículas"), ElementsAre("1e+09 particles"));
  // Lists are none.
  EXPECT_THAT(Doses("1x10^6,2x10^6 cells/kg"), ElementsAre("1e+06 cells/kg", "2e+06 cells/kg"));
  EXPECT_THAT(Doses("1x10^6,5x10^6,1x10^7 cells"), ElementsAre("1e+06 cells", "5e+06 cells", "1e+07 cells"));
  EXPECT_THAT(Doses("1×106,2×106 cells"),
              ElementsAre("1e+06 cells (flattened_superscript)", "2e+06 cells (flattened_superscript)"));
  EXPECT_THAT(Doses("groups of 1,2 and 4 mL"), ElementsAre("2 mL", "4 mL"));
}

TEST(DoseGrammarTest, GivesNoReadingWhereSeveralArePossible) {
  EXPECT_THAT(Doses("10e9 particles"), ElementsAre("? particles (ten_e_notation_alone)"));
  EXPECT_THAT(Doses("2 x 109 mg"), ElementsAre("? mg (multiplied_number)"));
  EXPECT_THAT(Doses("2 x 100 mg"), ElementsAre("? mg (multiplied_number)"));
  EXPECT_THAT(Doses("5 × 107"), IsEmpty());
}

// No power is lost there, and the fraction is none.
TEST(DoseGrammarTest, FractionsBehindATimesSign) {
  EXPECT_THAT(Doses("2×10.8 mL"), ElementsAre("? mL (multiplied_number)"));
  EXPECT_THAT(Doses("2×10,8 mL"), ElementsAre("? mL (multiplied_number)"));
}

TEST(DoseGrammarTest, TellsRangesFromLists) {
  EXPECT_THAT(Doses("2×10^9至5×10^11颗粒/次"), ElementsAre("2e+09..5e+11 particles/administration"));
  EXPECT_THAT(Doses("0.5–2 × 10^10/3 ml"), ElementsAre("5e+09..2e+10 /3 mL"));
  EXPECT_THAT(Doses("2×10^9、6×10^9、2×10^10颗粒"),
              ElementsAre("2e+09 particles", "6e+09 particles", "2e+10 particles"));
  EXPECT_THAT(Doses("2x10^9, 6x10^9 and 2x10^10 particles"),
              ElementsAre("2e+09 particles", "6e+09 particles", "2e+10 particles"));
  EXPECT_THAT(Doses("50 μg or 20 μg of exosomes in 10 μl PBS"), ElementsAre("50 µg", "20 µg/10 µL"));
  EXPECT_THAT(Doses("20–50 µg exosome/10 μl"), ElementsAre("20..50 µg/10 µL"));
  EXPECT_THAT(Doses("10 or 20 mg"), ElementsAre("10 mg", "20 mg"));
}

TEST(DoseGrammarTest, KeepsUnitsApart) {
  EXPECT_THAT(Doses("200 µg total protein of miR-124-loaded exosomes"), ElementsAre("200 µg protein"));
  EXPECT_THAT(Doses("10cc's of Wharton's Jelly"), ElementsAre("10 mL"));
  EXPECT_THAT(Doses("2ml"), ElementsAre("2 mL"));
  EXPECT_THAT(Doses("5 pmol phospholipid/kg"), ElementsAre("5 pmol phospholipid/kg"));
  EXPECT_THAT(Doses("膝关节腔注射3毫升，每次20微克"), ElementsAre("3 mL", "20 µg"));
  EXPECT_THAT(Doses("1,000,000 cells"), ElementsAre("1e+06 cells"));
}

TEST(DoseGrammarTest, LeavesAloneWhatIsNoDose) {
  for (const char* text : {"platelets < 100 x 10^9/L", "creatinine above 1.5 mg/dL", "eGFR < 60 mL/min",
                           "in 2020, 5 centres", "COVID-19 mg", "NCT06431152", "100,000 g for 2 hours", "2 vesicles",
                           "3 x 3 cm", "KL grade 2-3", "age 18 to 75", "10 cells per field"}) {
    EXPECT_THAT(Doses(text), IsEmpty()) << text;
  }
}

TEST(DoseGrammarTest, TakesLongTextsInLinearTime) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "2x10^9, ";
  EXPECT_THAT(Doses(text), IsEmpty());
  EXPECT_THAT(Doses(std::string(200'000, '1') + " mg"), IsEmpty());
}

}  // namespace
}  // namespace trialweave::normalizer
