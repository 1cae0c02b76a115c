#include "query/aggregate/grouping.h"

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

Rows RowsOf(std::vector<uint32_t> rows) { return Rows(rows.size(), rows.data()); }

TEST(Grouping, CountsARowInEachOfItsGroups) {
  GroupingInput input;
  input.rows = RowsOf({2, 5, 90});
  input.dimensions.push_back({{{"a", RowsOf({2, 5})}, {"b", RowsOf({5})}}});
  input.dimensions.push_back({{{"x", RowsOf({5, 90})}}});
  input.numbers = {{{5, 10}, {90, 30}}};
  const auto groups = GroupRows(input, nullptr);
  ASSERT_TRUE(groups.ok());
  std::vector<std::vector<int64_t>> found;
  for (const Group& group : *groups) {
    found.push_back({group.values[0], group.values[1], group.count, static_cast<int64_t>(group.numbers[0].size())});
  }
  const int64_t none = Group::kNoValue;
  EXPECT_THAT(found,
              testing::UnorderedElementsAre(testing::ElementsAre(0, none, 1, 0), testing::ElementsAre(0, 0, 1, 1),
                                            testing::ElementsAre(1, 0, 1, 1), testing::ElementsAre(none, 0, 1, 1)));
}

TEST(Grouping, EndsWhenTheCallerIsGoneOrItGrowsTooLarge) {
  GroupingInput input;
  input.rows.addRange(0, 12);
  EXPECT_EQ(GroupRows(input, [] { return true; }).status().code(), absl::StatusCode::kCancelled);
  Dimension each;
  for (uint32_t row = 0; row < 12; ++row) each.values.push_back({"", RowsOf({row})});
  input.dimensions = {each, {}};
  EXPECT_EQ(GroupRows(input, nullptr, 12)->size(), 12);
  EXPECT_EQ(common::ErrorReason(GroupRows(input, nullptr, 11).status()), "AGGREGATION_TOO_LARGE");
}

TEST(Grouping, DescribesNumbers) {
  const v1::NumberSummary summary = Summarize({4, 1, 3, 10});
  EXPECT_EQ(summary.count(), 4);
  EXPECT_EQ(summary.minimum(), 1);
  EXPECT_EQ(summary.maximum(), 10);
  EXPECT_EQ(summary.mean(), 4.5);
  EXPECT_EQ(summary.median(), 3.5);
  EXPECT_EQ(Summarize({3, 1, 2}).median(), 2);
  EXPECT_FALSE(Summarize({}).has_median());
}

}  // namespace
}  // namespace trialweave::query
