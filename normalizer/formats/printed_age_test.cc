#include "normalizer/formats/printed_age.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

PrintedAge Read(std::string_view text, v1::AgeUnit otherwise = v1::AGE_UNIT_UNSPECIFIED) {
  static const auto vocabulary = Vocabulary::Embedded();
  return ReadAge(text, "ictrp", *vocabulary, otherwise);
}

struct Case {
  const char* text;
  double value;
  v1::AgeUnit unit;
};

class PrintedAgeTest : public testing::TestWithParam<Case> {};

TEST_P(PrintedAgeTest, IsRead) {
  const PrintedAge read = Read(GetParam().text);
  ASSERT_TRUE(read.age.has_value()) << GetParam().text;
  EXPECT_EQ(read.age->value(), GetParam().value) << GetParam().text;
  EXPECT_EQ(read.age->unit(), GetParam().unit) << GetParam().text;
  EXPECT_FALSE(read.exclusive);
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, PrintedAgeTest,
    testing::Values(Case{"18 Years", 18, v1::AGE_UNIT_YEARS}, Case{"18Y", 18, v1::AGE_UNIT_YEARS},
                    Case{"45岁", 45, v1::AGE_UNIT_YEARS}, Case{"18岁(最小年龄)", 18, v1::AGE_UNIT_YEARS},
                    Case{"６５岁（最大年龄）", 65, v1::AGE_UNIT_YEARS}, Case{"18 Year(s)", 18, v1::AGE_UNIT_YEARS},
                    Case{"18(Year)", 18, v1::AGE_UNIT_YEARS}, Case{"18years-old", 18, v1::AGE_UNIT_YEARS},
                    Case{">= 20age old", 20, v1::AGE_UNIT_YEARS}, Case{"≤80 years", 80, v1::AGE_UNIT_YEARS},
                    Case{"18 years old.", 18, v1::AGE_UNIT_YEARS}, Case{"18-Year", 18, v1::AGE_UNIT_YEARS},
                    Case{"0.5 years", 0.5, v1::AGE_UNIT_YEARS}, Case{"1,5 Years", 1.5, v1::AGE_UNIT_YEARS},
                    Case{"20歳以上", 20, v1::AGE_UNIT_YEARS}, Case{"6 Months", 6, v1::AGE_UNIT_MONTHS},
                    Case{"18M", 18, v1::AGE_UNIT_MONTHS}, Case{"3个月", 3, v1::AGE_UNIT_MONTHS},
                    Case{"36 Weeks", 36, v1::AGE_UNIT_WEEKS}, Case{"2 Days", 2, v1::AGE_UNIT_DAYS},
                    Case{"0 Days", 0, v1::AGE_UNIT_DAYS}, Case{"12 Hours", 12, v1::AGE_UNIT_HOURS},
                    Case{"1 Minute", 1, v1::AGE_UNIT_MINUTES}));

TEST(PrintedAgeTest, WhatIsNoCertainAgeIsNotRead) {
  for (const char* text : {"", "N/A", "No limit", "无上限", "18", "18-65 Years", "18 to 65", "18 Years 6 Months",
                           "adult", "0 N/A (No limit)", "65+", "999 Years", "1234567 Years", "18 Years; 65 Years",
                           "Years", "..5", "18岁(最小年龄)至65岁(最大年龄)"}) {
    EXPECT_FALSE(Read(text).age.has_value()) << text;
  }
}

TEST(PrintedAgeTest, ABareNumberHasTheUnitOfTheRegistrysForm) {
  const PrintedAge read = Read("18", v1::AGE_UNIT_YEARS);
  ASSERT_TRUE(read.age.has_value());
  EXPECT_EQ(read.age->unit(), v1::AGE_UNIT_YEARS);
  EXPECT_EQ(Read("6 Months", v1::AGE_UNIT_YEARS).age->unit(), v1::AGE_UNIT_MONTHS);
}

TEST(PrintedAgeTest, SaysWhenTheLimitIsExcluded) {
  EXPECT_TRUE(Read("< 80age old").exclusive);
  EXPECT_TRUE(Read("20歳未満").exclusive);
  EXPECT_EQ(Read("20歳未満").age->value(), 20);
}

TEST(PrintedAgeTest, NamesAUnitThatNobodyKnows) {
  EXPECT_EQ(Read("18 moons").unknown_unit, "moons");
  EXPECT_EQ(Read("18 Years").unknown_unit, "");
  EXPECT_EQ(Read("75 N/A (No limit)").unknown_unit, "");
}

}  // namespace
}  // namespace trialweave::normalizer
