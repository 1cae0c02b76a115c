#include "normalizer/formats/spreadsheet_damage.h"

#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

std::string Repaired(std::string text) {
  const TextRepair repair = RepairText(&text);
  EXPECT_FALSE(repair.damaged) << text;
  return repair.note.empty() ? "" : text;
}

TEST(SpreadsheetDamageTest, SerialsAreDatesAndCertainWhenTheirDayIsNoMonth) {
  const auto certain = ReadDateSerial("43890");
  ASSERT_TRUE(certain.has_value());
  EXPECT_TRUE(certain->certain);
  EXPECT_EQ(certain->date.year() * 10000 + certain->date.month() * 100 + certain->date.day(), 20200229);
  const auto swapped = ReadDateSerial("44016.445092592592");
  ASSERT_TRUE(swapped.has_value());
  EXPECT_FALSE(swapped->certain);
  EXPECT_EQ(swapped->date.month() * 100 + swapped->date.day(), 704);
  EXPECT_TRUE(ReadDateSerial("43893")->certain) << "3 March either way";
  for (const char* other : {"2020", "20200403", "43890a", "43890.", "19999", "60001", "-43890", "", "43 890"}) {
    EXPECT_FALSE(ReadDateSerial(other).has_value()) << other;
  }
}

TEST(SpreadsheetDamageTest, PhasesThatBecameDatesAreTwoNeighbours) {
  for (const char* date : {"2-Mar", "3-Feb", "02-Mar", "2-Mar-20", "Mar-02", "2020-03-02", "2020-03-02 00:00:00",
                           "02/03/2020", "3/2/2020", "43892", "43864"}) {
    EXPECT_EQ(ReadPhaseMadeDate(date), (std::pair<int, int>(2, 3))) << date;
  }
  EXPECT_EQ(ReadPhaseMadeDate("1-Feb"), (std::pair<int, int>(1, 2)));
  for (const char* other :
       {"2-3", "2", "Phase 2", "1-Mar", "5-Apr", "2-May", "Phase II/III", "2/3", "", "2020-03-05"}) {
    EXPECT_FALSE(ReadPhaseMadeDate(other).has_value()) << other;
  }
}

TEST(SpreadsheetDamageTest, ScientificNumbersHaveLostTheirDigits) {
  for (const char* lost : {"1.2E+15", "2E+10", "1,23e+20"}) EXPECT_TRUE(IsScientificNumber(lost)) << lost;
  for (const char* other : {"1.2", "E+15", "12E+3", "1.2E15", "2E-10", "1.2E+15a", "NCT09000001", ""}) {
    EXPECT_FALSE(IsScientificNumber(other)) << other;
  }
}

TEST(SpreadsheetDamageTest, TextReadInAnotherEncodingIsTurnedBack) {
  EXPECT_EQ(Repaired("caf√© ‚Äì patient‚Äôs"), "café – patient’s");
  EXPECT_EQ(Repaired("cafÃ© â€“ patientâ€™s"), "café – patient’s");
  EXPECT_EQ(Repaired("å…³èŠ‚ç‚Ž"), "关节炎");
  EXPECT_EQ(Repaired("Universit\xC3\x83\xC2\xA0 Example"), "Università Example");
  EXPECT_EQ(Repaired("37 Â°C, Î± and Â±1"), "37 °C, α and ±1");
  EXPECT_EQ(Repaired("a_x000D_\nb"), "a\r\nb");
}

TEST(SpreadsheetDamageTest, TextAsItShouldBeIsLeftAlone) {
  for (const char* text : {"café", "l’été, l’étude – «état»", "±5 °C", "SÃO PAULO", "关节炎", "naïve “quoted” – dash",
                           "Ä°C – ½", "œuvre", "Université – cafÃ©", "â€ alone ‰", "α ≥ 0.05", "x_y_z"}) {
    EXPECT_EQ(Repaired(text), "") << text;
  }
}

}  // namespace
}  // namespace trialweave::normalizer
