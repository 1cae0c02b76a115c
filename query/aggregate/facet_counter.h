#ifndef TRIALWEAVE_QUERY_AGGREGATE_FACET_COUNTER_H_
#define TRIALWEAVE_QUERY_AGGREGATE_FACET_COUNTER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "query/filter/field.h"
#include "query/view/trial_selector.h"
#include "trialweave/v1/trial_search.pb.h"

namespace trialweave::query {

inline constexpr int kDefaultFacetSize = 20;
inline constexpr int kMaxFacetSize = 1000;

// The fields of these names. INVALID_ARGUMENT (FACET_INVALID): one is no field, or cannot be counted.
absl::StatusOr<std::vector<const FieldSpec*>> FacetFields(const std::vector<std::string>& names);

// Counts the values of a countable field in these rows: the `size` most frequent ones.
v1::Facet CountFacet(const FieldSpec& field, absl::Span<const ColumnPart> parts, int size);

// The same of several fields, of these trials of a selection.
std::vector<v1::Facet> CountFacets(const std::vector<const FieldSpec*>& fields, const TrialSelector& selector,
                                   const TrialSelection& selection, const Rows& among, int size);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_AGGREGATE_FACET_COUNTER_H_
