#ifndef TRIALWEAVE_QUERY_AGGREGATE_GROUPING_H_
#define TRIALWEAVE_QUERY_AGGREGATE_GROUPING_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "query/aggregate/dimension.h"
#include "trialweave/v1/trial_search.pb.h"

namespace trialweave::query {

inline constexpr size_t kMaxDimensions = 3;
// Groups that are held at a time.
inline constexpr size_t kMaxHeldGroups = 1'000'000;

// GroupingInput is what is to be grouped.
struct GroupingInput {
  Rows rows;
  // At most kMaxDimensions, of `rows`.
  std::vector<Dimension> dimensions;
  std::vector<NumberValues> numbers;
};

// Group is the rows with one value in each dimension.
struct Group {
  static constexpr uint32_t kNoValue = UINT32_MAX;
  // Index of the value by dimension, kNoValue for rows without one.
  std::vector<uint32_t> values;
  int64_t count = 0;
  // By statistic, in no order.
  std::vector<std::vector<int64_t>> numbers;
};

// The groups that have rows, in no order. A row with several values in a dimension is in each of their groups; without
// dimensions all rows are one group, be it empty. RESOURCE_EXHAUSTED (AGGREGATION_TOO_LARGE): more than
// `max_held`, or too many rows over all groups. CANCELLED.
absl::StatusOr<std::vector<Group>> GroupRows(const GroupingInput& input, const std::function<bool()>& cancelled,
                                             size_t max_held = kMaxHeldGroups);

// Describes numbers, but for the field's name. Takes them, since it orders them. Of an even count the median is the
// mean of the two in the middle.
v1::NumberSummary Summarize(std::vector<int64_t> numbers);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_AGGREGATE_GROUPING_H_
