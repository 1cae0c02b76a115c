#include "query/date_range.h"

#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

TEST(DateRange, CoversTheDaysThatADateMayMean) {
  EXPECT_EQ(RangeOf(*ParsePartialDate("2024"))->first, 20240101);
  EXPECT_EQ(RangeOf(*ParsePartialDate("2024"))->last, 20241231);
  EXPECT_EQ(RangeOf(*ParsePartialDate("2024-02"))->last, 20240229);
  EXPECT_EQ(RangeOf(*ParsePartialDate("2100-02"))->last, 21000228);
  EXPECT_EQ(RangeOf(*ParsePartialDate("2024-05-17"))->first, 20240517);
  EXPECT_EQ(RangeOf(*ParsePartialDate("2024-05-17"))->last, 20240517);
}

TEST(DateRange, RefusesWhatIsNoDate) {
  for (const char* text : {"", "24", "2024-", "2024-13", "2024-00", "2023-02-29", "2024-05-17T00", "2024/05", "0000",
                           "2024-5", "2024-05-00"}) {
    EXPECT_FALSE(ParsePartialDate(text)) << text;
  }
}

TEST(DateRange, FormatsWithItsPrecision) {
  for (const char* text : {"2024", "2024-05", "2024-05-17", "0987-01-02"}) {
    EXPECT_EQ(FormatPartialDate(*ParsePartialDate(text)), text);
  }
}

}  // namespace
}  // namespace trialweave::query
