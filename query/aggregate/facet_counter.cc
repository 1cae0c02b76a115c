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

// Values with their counts, those without any row left out.
std::vector<Value> CountValues(Field field, const ColumnPart& part) {
  std::vector<Value> values;
  // Of all rows there is nothing to intersect.
  const bool all = part.rows.cardinality() == part.columns->rows().cardinality();
  for (const auto& [key, entry] : part.columns->IndexOf(field).entries()) {
    const uint64_t count = all ? entry.postings().size() : entry.postings().CountIn(part.rows);
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
