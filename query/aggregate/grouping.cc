#include "query/aggregate/grouping.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "absl/container/flat_hash_map.h"
#include "query/aggregate/aggregate_errors.h"
#include "query/view/view_errors.h"

namespace trialweave::query {
namespace {

// Rows counted over all groups.
constexpr uint64_t kMaxCounted = 100'000'000;
constexpr size_t kRowsBetweenLooks = 65536;

// The values of each row in one dimension: those of the row of rank r are values[begin[r]] to values[begin[r + 1]].
struct ByRow {
  std::vector<uint32_t> begin;
  std::vector<uint32_t> values;
};

// `ranks` gives a row's place among all rows.
ByRow Invert(const Dimension& dimension, const std::vector<uint32_t>& ranks, size_t rows) {
  ByRow by_row;
  by_row.begin.assign(rows + 1, 0);
  for (const Dimension::Value& value : dimension.values) {
    ForEachRow(value.rows, [&](uint32_t row) { ++by_row.begin[ranks[row] + 1]; });
  }
  // Rows without a value have one that says so.
  for (size_t rank = 0; rank < rows; ++rank) by_row.begin[rank + 1] = std::max(by_row.begin[rank + 1], 1u);
  std::partial_sum(by_row.begin.begin(), by_row.begin.end(), by_row.begin.begin());
  by_row.values.assign(by_row.begin.back(), Group::kNoValue);
  std::vector<uint32_t> next(by_row.begin.begin(), by_row.begin.end() - 1);
  for (uint32_t index = 0; index < dimension.values.size(); ++index) {
    ForEachRow(dimension.values[index].rows, [&](uint32_t row) { by_row.values[next[ranks[row]]++] = index; });
  }
  return by_row;
}

class Grouper {
 public:
  Grouper(const GroupingInput& input, const std::function<bool()>& cancelled, size_t max_held)
      : input_(input), cancelled_(cancelled), max_held_(max_held) {
    rows_.resize(input.rows.cardinality());
    input.rows.toUint32Array(rows_.data());
    std::vector<uint32_t> ranks(rows_.empty() ? 0 : rows_.back() + 1);
    for (size_t rank = 0; rank < rows_.size(); ++rank) ranks[rows_[rank]] = static_cast<uint32_t>(rank);
    for (const Dimension& dimension : input.dimensions) by_row_.push_back(Invert(dimension, ranks, rows_.size()));
    at_.resize(input.numbers.size());
  }

  absl::StatusOr<std::vector<Group>> Run() {
    if (input_.dimensions.empty()) GroupOf(Key());
    for (size_t rank = 0; rank < rows_.size(); ++rank) {
      if (rank % kRowsBetweenLooks == 0 && cancelled_ && cancelled_()) return Cancelled();
      ReadNumbersOf(rows_[rank]);
      Key key = {};
      Count(rank, 0, key);
      if (groups_.size() > max_held_) return AggregationTooLarge(max_held_);
      if (counted_ > kMaxCounted) return AggregationTooLarge(kMaxCounted);
    }
    return std::move(groups_);
  }

 private:
  using Key = std::array<uint32_t, kMaxDimensions>;

  Group& GroupOf(const Key& key) {
    const auto [entry, inserted] = places_.try_emplace(key, groups_.size());
    if (inserted) {
      Group& group = groups_.emplace_back();
      group.values.assign(key.begin(), key.begin() + input_.dimensions.size());
      group.numbers.resize(input_.numbers.size());
    }
    return groups_[entry->second];
  }

  // Rows come in ascending order, as the numbers do.
  void ReadNumbersOf(uint32_t row) {
    current_.assign(input_.numbers.size(), std::nullopt);
    for (size_t i = 0; i < input_.numbers.size(); ++i) {
      const NumberValues& numbers = input_.numbers[i];
      while (at_[i] < numbers.size() && numbers[at_[i]].first < row) ++at_[i];
      if (at_[i] < numbers.size() && numbers[at_[i]].first == row) current_[i] = numbers[at_[i]].second;
    }
  }

  // Counts the row in every combination of its values from `dimension` on.
  void Count(size_t rank, size_t dimension, Key& key) {
    // There are never more dimensions than places in the key, of which the compiler would not know.
    if (dimension == by_row_.size() || dimension == key.size()) {
      Group& group = GroupOf(key);
      ++group.count;
      ++counted_;
      for (size_t i = 0; i < current_.size(); ++i) {
        if (current_[i]) group.numbers[i].push_back(*current_[i]);
      }
      return;
    }
    const ByRow& by_row = by_row_[dimension];
    for (uint32_t i = by_row.begin[rank]; i < by_row.begin[rank + 1]; ++i) {
      key[dimension] = by_row.values[i];
      Count(rank, dimension + 1, key);
    }
  }

  const GroupingInput& input_;
  const std::function<bool()>& cancelled_;
  const size_t max_held_;
  std::vector<uint32_t> rows_;
  std::vector<ByRow> by_row_;
  std::vector<size_t> at_;
  std::vector<std::optional<int64_t>> current_;
  absl::flat_hash_map<Key, size_t> places_;
  std::vector<Group> groups_;
  uint64_t counted_ = 0;
};

// One dimension without statistics needs no look at the rows.
std::vector<Group> GroupByOne(const GroupingInput& input) {
  std::vector<Group> groups;
  Rows missing = input.rows;
  for (uint32_t index = 0; index < input.dimensions[0].values.size(); ++index) {
    const Rows& rows = input.dimensions[0].values[index].rows;
    groups.push_back({{index}, static_cast<int64_t>(rows.cardinality()), {}});
    missing -= rows;
  }
  if (!missing.isEmpty()) groups.push_back({{Group::kNoValue}, static_cast<int64_t>(missing.cardinality()), {}});
  return groups;
}

}  // namespace

absl::StatusOr<std::vector<Group>> GroupRows(const GroupingInput& input, const std::function<bool()>& cancelled,
                                             size_t max_held) {
  // No more groups than there are values.
  if (input.dimensions.size() == 1 && input.numbers.empty()) return GroupByOne(input);
  return Grouper(input, cancelled, max_held).Run();
}

v1::NumberSummary Summarize(std::vector<int64_t> numbers) {
  v1::NumberSummary summary;
  summary.set_count(static_cast<int64_t>(numbers.size()));
  if (numbers.empty()) return summary;
  std::sort(numbers.begin(), numbers.end());
  const double sum = std::accumulate(numbers.begin(), numbers.end(), 0.0);
  const size_t middle = numbers.size() / 2;
  const auto upper = static_cast<double>(numbers[middle]);
  const auto lower = static_cast<double>(numbers[middle - (numbers.size() % 2 == 0 ? 1 : 0)]);
  summary.set_minimum(static_cast<double>(numbers.front()));
  summary.set_maximum(static_cast<double>(numbers.back()));
  summary.set_mean(sum / static_cast<double>(numbers.size()));
  summary.set_median((lower + upper) / 2);
  summary.set_sum(sum);
  return summary;
}

}  // namespace trialweave::query
