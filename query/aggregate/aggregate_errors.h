#ifndef TRIALWEAVE_QUERY_AGGREGATE_AGGREGATE_ERRORS_H_
#define TRIALWEAVE_QUERY_AGGREGATE_AGGREGATE_ERRORS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace trialweave::query {

// INVALID_ARGUMENT (FACET_INVALID, GROUP_BY_INVALID, STATISTICS_INVALID): `field` of the request names a field that is
// none, or that cannot be counted so; metadata "field" and "expected".
absl::Status FacetInvalid(const std::string& field, const std::string& problem, const std::string& expected);
absl::Status GroupByInvalid(const std::string& field, const std::string& problem, const std::string& expected);
absl::Status StatisticsInvalid(const std::string& field, const std::string& problem, const std::string& expected);
// INVALID_ARGUMENT (MAX_GROUPS_INVALID): not 0 to 10,000.
absl::Status MaxGroupsInvalid(int max_groups);
// RESOURCE_EXHAUSTED (AGGREGATION_TOO_LARGE): too many combinations of values.
absl::Status AggregationTooLarge(uint64_t limit);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_AGGREGATE_AGGREGATE_ERRORS_H_
