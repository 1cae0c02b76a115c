#include "query/export/trial_values.h"

#include <string>

#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

TEST(TrialValuesTest, ReadsDosesInTheUnitsOfTheText) {
  v1::DoseFact dose;
  dose.set_literal("10e9 particles");
  EXPECT_EQ(DoseReading(dose), "") << "no certain reading";
  dose.set_low(3e11);
  dose.set_high(3e11);
  EXPECT_EQ(DoseReading(dose), "3e+11");
  dose.set_high(5e11);
  dose.set_unit("particles");
  dose.set_per("kg");
  EXPECT_EQ(DoseReading(dose), "3e+11 to 5e+11 particles/kg");
  dose.set_low(0.5);
  dose.clear_high();
  EXPECT_EQ(DoseReading(dose), "0.5 particles/kg");
}

TEST(TrialValuesTest, SaysWhatIsKnownOfADate) {
  v1::PartialDate date;
  EXPECT_EQ(PrecisionOf(date), "");
  date.set_year(2024);
  EXPECT_EQ(PrecisionOf(date), "year");
  date.set_month(5);
  EXPECT_EQ(PrecisionOf(date), "month");
  date.set_day(1);
  EXPECT_EQ(PrecisionOf(date), "day");
}

TEST(TrialValuesTest, PrefersEnglishAndTakesWhatThereIs) {
  LocalizedTexts texts;
  EXPECT_EQ(PreferredText(texts), "");
  texts.Add()->set_language("zh");
  texts[0].set_text("外泌体");
  EXPECT_EQ(PreferredText(texts), "外泌体");
  texts.Add()->set_language("en");
  texts[1].set_text("exosome");
  EXPECT_EQ(PreferredText(texts), "exosome");
  EXPECT_EQ(TextIn(texts, "de"), "");
}

TEST(TrialValuesTest, PagesFollowFromIdentifiers) {
  EXPECT_EQ(RegistrationPage("NCT06431152"), "https://clinicaltrials.gov/study/NCT06431152");
  EXPECT_EQ(RegistrationPage("ISRCTN90000015"), "https://www.isrctn.com/ISRCTN90000015");
  EXPECT_EQ(RegistrationPage("CTIS2022-503089-57"), "https://euclinicaltrials.eu/ctis-public/view/2022-503089-57-00");
  EXPECT_EQ(RegistrationPage("CTRI/2020/04/024479"),
            "https://trialsearch.who.int/Trial2.aspx?TrialID=CTRI%2F2020%2F04%2F024479");
  EXPECT_EQ(RegistrationPage("ChiCTR2000029308"), "https://trialsearch.who.int/Trial2.aspx?TrialID=ChiCTR2000029308");
  EXPECT_EQ(RegistrationPage("CTR20230454"), "") << "its address does not follow from the identifier";
  EXPECT_EQ(RegistrationPage(""), "");
}

}  // namespace
}  // namespace trialweave::query
