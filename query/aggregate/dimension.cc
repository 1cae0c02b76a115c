#include "query/aggregate/dimension.h"

#include <map>

#include "absl/strings/str_format.h"

namespace trialweave::query {
namespace {

// Calls `visit` with each part and the number of its row 0.
template <typename Visit>
void ForEachPart(absl::Span<const ColumnPart> parts, Visit visit) {
  uint32_t first = 0;
  for (const ColumnPart& part : parts) {
    visit(part, first);
    if (!part.rows.isEmpty()) first += part.rows.maximum() + 1;
  }
}

Rows Shifted(Rows rows, uint32_t by) {
  if (by == 0) return rows;
  Rows shifted;
  ForEachRow(rows, [&](uint32_t row) { shifted.add(row + by); });
  return shifted;
}

// A stretch of the calendar as a number that grows with time; -1 when the date does not say which.
int BucketOf(PackedDate date, v1::TimeUnit unit) {
  if (unit == v1::TIME_UNIT_MONTH) return date.month() == 0 ? -1 : date.year() * 12 + date.month() - 1;
  if (unit == v1::TIME_UNIT_QUARTER) return date.month() == 0 ? -1 : date.year() * 4 + (date.month() - 1) / 3;
  return date.year();
}

std::string BucketLabel(int bucket, v1::TimeUnit unit) {
  if (unit == v1::TIME_UNIT_MONTH) return absl::StrFormat("%04d-%02d", bucket / 12, bucket % 12 + 1);
  if (unit == v1::TIME_UNIT_QUARTER) return absl::StrFormat("%04d-Q%d", bucket / 4, bucket % 4 + 1);
  return absl::StrFormat("%04d", bucket);
}

Dimension ReadDates(const FieldSpec& field, v1::TimeUnit unit, absl::Span<const ColumnPart> parts) {
  std::map<int, std::vector<uint32_t>> buckets;
  ForEachPart(parts, [&](const ColumnPart& part, uint32_t first) {
    ForEachRow(part.columns->Stated(field.field) & part.rows, [&](uint32_t row) {
      const int bucket = BucketOf(part.columns->Date(field.field, row), unit);
      if (bucket >= 0) buckets[bucket].push_back(first + row);
    });
  });
  Dimension dimension;
  for (const auto& [bucket, rows] : buckets) {
    dimension.values.push_back({BucketLabel(bucket, unit), Rows(rows.size(), rows.data())});
  }
  return dimension;
}

}  // namespace

Rows NumberedRows(absl::Span<const ColumnPart> parts) {
  Rows rows;
  ForEachPart(parts, [&](const ColumnPart& part, uint32_t first) { rows |= Shifted(part.rows, first); });
  return rows;
}

Dimension ReadDimension(const FieldSpec& field, v1::TimeUnit unit, absl::Span<const ColumnPart> parts) {
  if (field.kind == FieldKind::kDate) return ReadDates(field, unit, parts);
  Dimension dimension;
  std::map<std::string, size_t> places;
  ForEachPart(parts, [&](const ColumnPart& part, uint32_t first) {
    for (const auto& [key, entry] : part.columns->IndexOf(field.field).entries()) {
      Rows rows = entry.postings().Within(part.rows);
      if (rows.isEmpty()) continue;
      rows = Shifted(std::move(rows), first);
      if (parts.size() > 1) {
        const auto [place, inserted] = places.try_emplace(key, dimension.values.size());
        if (!inserted) {
          dimension.values[place->second].rows |= rows;
          continue;
        }
      }
      dimension.values.push_back({entry.Label(key), std::move(rows)});
    }
  });
  return dimension;
}

NumberValues ReadNumbers(const FieldSpec& field, absl::Span<const ColumnPart> parts) {
  NumberValues numbers;
  ForEachPart(parts, [&](const ColumnPart& part, uint32_t first) {
    ForEachRow(part.columns->Stated(field.field) & part.rows,
               [&](uint32_t row) { numbers.emplace_back(first + row, part.columns->Number(field.field, row)); });
  });
  return numbers;
}

}  // namespace trialweave::query
