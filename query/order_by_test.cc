#include "query/order_by.h"

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

TEST(OrderBy, ReadsFieldsAndDirections) {
  const auto order = ParseOrderBy(" Enrollment  desc ,registered,name desc");
  ASSERT_TRUE(order.ok()) << order.status();
  ASSERT_EQ(order->keys.size(), 3);
  EXPECT_EQ(order->keys[0].field, Field::kEnrollment);
  EXPECT_TRUE(order->keys[0].descending);
  EXPECT_EQ(order->keys[1].field, Field::kRegistered);
  EXPECT_FALSE(order->keys[1].descending);
  EXPECT_TRUE(order->keys[2].descending);
  EXPECT_TRUE(ParseOrderBy(" ")->keys.empty());
  EXPECT_TRUE(ParseOrderBy("name")->keys.empty()) << "as it is anyway";
}

struct Wrong {
  const char* order_by;
  const char* position;
  const char* expected;
};

class WrongOrderBy : public testing::TestWithParam<Wrong> {};

TEST_P(WrongOrderBy, SaysWhereAndWhatWasExpected) {
  const auto order = ParseOrderBy(GetParam().order_by);
  ASSERT_EQ(order.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(common::ErrorReason(order.status()), "ORDER_BY_INVALID");
  EXPECT_EQ(common::ErrorMetadata(order.status(), "position"), GetParam().position);
  EXPECT_THAT(common::ErrorMetadata(order.status(), "expected"), testing::HasSubstr(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(Orders, WrongOrderBy,
                         testing::Values(Wrong{"size", "1", "enrollment"}, Wrong{"enrollment, 大", "13", "registered"},
                                         Wrong{"enrollment asc", "12", "desc"}, Wrong{"status", "1", "start_date"},
                                         Wrong{"enrollment,", "12", "name"}, Wrong{"enrollment,,name", "12", "name"},
                                         Wrong{"name, name desc", "7", "once"},
                                         Wrong{"enrollment desc desc", "12", "comma"}));

TEST(OrderBy, ScopesTellOrdersApart) {
  EXPECT_EQ(ListScope("a", ""), "a");
  EXPECT_NE(ListScope("a", "b"), ListScope("a", "c"));
  EXPECT_NE(ListScope("a", "b"), ListScope("", "b"));
}

}  // namespace
}  // namespace trialweave::query
