#include "query/aggregate/facet_counter.h"

#include <algorithm>
#include <map>
#include <utility>

#include "query/aggregate/aggregate_errors.h"
#include "query/aggregate/countable_field.h"

namespace trialweave::query {
namespace {

struct Value {
  const std::string* label;
  uint64_t count;
};

// Reading the values of about so many rows takes as long as intersecting the rows with those of one value.
constexpr uint64_t kRowsPerValue = 1000;

// How many rows have each value, by its number.
std::vector<uint32_t> CountByRow(const TermIndex& index, const Rows& rows) {
  std::vector<uint32_t> counts(index.numbers());
  ForEachRow(rows, [&](uint32_t row) { index.row_terms().ForEach(row, [&](uint32_t number) { ++counts[number]; }); });
  return counts;
}

// Values with their counts, those without any row left out.
std::vector<Value> CountValues(Field field, const ColumnPart& part) {
  const TermIndex& index = part.columns->IndexOf(field);
  const uint64_t rows = part.rows.cardinality();
  // Of all rows there is nothing to intersect.
  const bool all = rows == part.columns->rows().cardinality();
  const bool by_row = !all && rows / kRowsPerValue < index.entries().size();
  const std::vector<uint32_t> counts = by_row ? CountByRow(index, part.rows) : std::vector<uint32_t>();
  std::vector<Value> values;
  for (const auto& [key, entry] : index.entries()) {
    const uint64_t count = by_row ? counts[entry.number()]
                           : all  ? entry.postings().size()
                                  : entry.postings().CountIn(part.rows);
    if (count > 0) values.push_back({&entry.Label(key), count});
  }
  return values;
}

}  // namespace

absl::StatusOr<std::vector<const FieldSpec*>> FacetFields(const std::vector<std::string>& names) {
  std::vector<const FieldSpec*> fields;
  for (const std::string& name : names) {
    const FieldSpec* field = FindField(FieldTable::kTrials, name);
    if (field == nullptr || !IsCountable(*field)) {
      return FacetInvalid(name, field == nullptr ? "is no field" : "cannot be counted", CountableFields(false));
    }
    fields.push_back(field);
  }
  return fields;
}

v1::Facet CountFacet(const FieldSpec& field, absl::Span<const ColumnPart> parts, int size) {
  v1::Facet facet;
  facet.set_field(field.name);
  std::vector<Value> values;
  int64_t missing = 0;
  for (const ColumnPart& part : parts) {
    const uint64_t stated = part.columns->Stated(field.field).and_cardinality(part.rows);
    missing += static_cast<int64_t>(part.rows.cardinality() - stated);
    std::vector<Value> more = CountValues(field.field, part);
    values.insert(values.end(), more.begin(), more.end());
  }
  if (parts.size() > 1) {
    std::map<std::string, Value> together;
    for (const Value& value : values) {
      const auto [entry, inserted] = together.try_emplace(*value.label, value);
      if (!inserted) entry->second.count += value.count;
    }
    values.clear();
    for (const auto& [label, value] : together) values.push_back(value);
  }
  facet.set_missing(missing);
  facet.set_distinct_values(static_cast<int64_t>(values.size()));
  const size_t kept = std::min(values.size(), static_cast<size_t>(size));
  std::partial_sort(values.begin(), values.begin() + kept, values.end(), [](const Value& a, const Value& b) {
    return a.count != b.count ? a.count > b.count : *a.label < *b.label;
  });
  for (size_t i = 0; i < kept; ++i) {
    v1::FacetValue& value = *facet.add_values();
    value.set_value(*values[i].label);
    value.set_count(static_cast<int64_t>(values[i].count));
  }
  return facet;
}

std::vector<v1::Facet> CountFacets(const std::vector<const FieldSpec*>& fields, const TrialSelector& selector,
                                   const TrialSelection& selection, const Rows& among, int size) {
  std::vector<v1::Facet> facets;
  selector.ReadColumns(selection, among, /*registrations=*/false, [&](absl::Span<const ColumnPart> parts) {
    for (const FieldSpec* field : fields) facets.push_back(CountFacet(*field, parts, size));
  });
  return facets;
}

}  // namespace trialweave::query
