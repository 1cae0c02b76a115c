#include "query/cli/point_in_time.h"

#include "common/status.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

TEST(PointInTime, ADayIsAllThatWasSaidByItsEnd) {
  EXPECT_EQ(ParseAsOf("2020-04-01")->seconds(), 1585785599);
  EXPECT_EQ(ParseAsOf("2020-04-01")->nanos(), 999999999);
  EXPECT_EQ(ParseAsOf("2020-04-01T00:00:00Z")->seconds(), 1585699200);
  EXPECT_EQ(ParseAsOf("2020-04-01T02:00:00+02:00")->seconds(), 1585699200);
  for (const char* text : {"", "yesterday", "2020-13-01", "01.04.2020", "3"}) {
    EXPECT_EQ(common::ErrorReason(ParseAsOf(text).status()), "USAGE") << text;
  }
}

TEST(PointInTime, NumbersAreRevisions) {
  EXPECT_EQ(ParseVersion("12")->revision(), 12u);
  EXPECT_TRUE(ParseVersion("2020-04-01")->has_as_of());
  EXPECT_FALSE(ParseVersion("x").ok());
}

}  // namespace
}  // namespace trialweave::query
