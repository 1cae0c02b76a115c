#ifndef TRIALWEAVE_QUERY_AGGREGATE_DIMENSION_H_
#define TRIALWEAVE_QUERY_AGGREGATE_DIMENSION_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "query/filter/field.h"
#include "query/view/trial_selector.h"
#include "trialweave/v1/trial_search.pb.h"

// What an aggregation copies out of the columns. Rows of several parts are numbered through: those of each part begin
// where the rows of the part before it can no longer be.
namespace trialweave::query {

// Dimension is the values of a field, each with its rows.
struct Dimension {
  struct Value {
    // As the filter language writes it; dates as "2025", "2025-Q3", "2025-09".
    std::string label;
    Rows rows;
  };
  std::vector<Value> values;
};

// NumberValues is the numbers that rows state, by row.
using NumberValues = std::vector<std::pair<uint32_t, int64_t>>;

// All rows.
Rows NumberedRows(absl::Span<const ColumnPart> parts);
// `field` is countable, or a date in stretches of `unit`; a date that is less precise has no value.
Dimension ReadDimension(const FieldSpec& field, v1::TimeUnit unit, absl::Span<const ColumnPart> parts);
NumberValues ReadNumbers(const FieldSpec& field, absl::Span<const ColumnPart> parts);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_AGGREGATE_DIMENSION_H_
