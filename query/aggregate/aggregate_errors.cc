#include "query/aggregate/aggregate_errors.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace trialweave::query {
namespace {

using absl::StatusCode;
using common::MakeError;

absl::Status FieldInvalid(const char* reason, const char* where, const std::string& field, const std::string& problem,
                          const std::string& expected) {
  return MakeError(StatusCode::kInvalidArgument, reason,
                   absl::StrCat(where, ": '", common::Trimmed(field, 40), "' ", problem, "; expected ", expected),
                   {{"field", common::Trimmed(field, 40)}, {"expected", expected}});
}

}  // namespace

absl::Status FacetInvalid(const std::string& field, const std::string& problem, const std::string& expected) {
  return FieldInvalid("FACET_INVALID", "facets", field, problem, expected);
}

absl::Status GroupByInvalid(const std::string& field, const std::string& problem, const std::string& expected) {
  return FieldInvalid("GROUP_BY_INVALID", "group_by", field, problem, expected);
}

absl::Status StatisticsInvalid(const std::string& field, const std::string& problem, const std::string& expected) {
  return FieldInvalid("STATISTICS_INVALID", "statistics", field, problem, expected);
}

absl::Status MaxGroupsInvalid(int max_groups) {
  return MakeError(StatusCode::kInvalidArgument, "MAX_GROUPS_INVALID",
                   absl::StrCat("max_groups: ", max_groups, "; give 1 to 10000, or 0 for 1000"));
}

absl::Status AggregationTooLarge(uint64_t limit) {
  return MakeError(StatusCode::kResourceExhausted, "AGGREGATION_TOO_LARGE",
                   absl::StrCat("group_by: more than ", limit,
                                " combinations of values; narrow the filter or group by fewer fields"));
}

}  // namespace trialweave::query
