#include "normalizer/formats/chictr_html_values.h"

#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

TEST(ChictrHtmlValuesTest, ReadsPeriods) {
  const ChictrPeriod both = ReadChictrPeriod("从\nFrom\n2024-06-01 00:00:00至\nTo\n2025-01-31 00:00:00");
  EXPECT_EQ(both.from, "2024-06-01 00:00:00");
  EXPECT_EQ(both.to, "2025-01-31 00:00:00");
  EXPECT_EQ(ReadChictrPeriod("From 2024-06-01 To 2025-01-31").to, "2025-01-31");
  EXPECT_EQ(ReadChictrPeriod("从2024-06-01至").to, "");
  EXPECT_EQ(ReadChictrPeriod("2024-06-01").from, "2024-06-01");
}

TEST(ChictrHtmlValuesTest, ReadsAgesInOneCell) {
  const char* text = "最小 Min age 18 岁 years\n最大 Max age 65 岁 years";
  EXPECT_EQ(ReadChictrAge(text, true), "18岁");
  EXPECT_EQ(ReadChictrAge(text, false), "65岁");
  EXPECT_EQ(ReadChictrAge("Min age 6 months Max age years", true), "6 months");
  EXPECT_EQ(ReadChictrAge("Min age 6 months Max age years", false), "");
  EXPECT_EQ(ReadChictrAge("", true), "");
}

TEST(ChictrHtmlValuesTest, KnowsPrimaryOutcomes) {
  EXPECT_TRUE(IsChictrPrimary("主要指标"));
  EXPECT_TRUE(IsChictrPrimary("Primary indicator"));
  EXPECT_FALSE(IsChictrPrimary("次要指标"));
  EXPECT_FALSE(IsChictrPrimary("副作用指标"));
}

}  // namespace
}  // namespace trialweave::normalizer
