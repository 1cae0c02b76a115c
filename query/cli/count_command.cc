#include "query/cli/count_command.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/status.h"

namespace trialweave::query {
namespace {

// Shown for what has no value.
constexpr char kNone[] = "(none)";

// "registered:month" as a dimension.
absl::StatusOr<v1::GroupBy> ParseGroupBy(const std::string& text) {
  static constexpr std::pair<const char*, v1::TimeUnit> kUnits[] = {
      {"month", v1::TIME_UNIT_MONTH}, {"quarter", v1::TIME_UNIT_QUARTER}, {"year", v1::TIME_UNIT_YEAR}};
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits(':', 1));
  v1::GroupBy group_by;
  group_by.set_field(std::string(absl::StripAsciiWhitespace(parts.first)));
  if (text.find(':') == std::string::npos) return group_by;
  for (const auto& [name, unit] : kUnits) {
    if (parts.second == name) group_by.set_unit(unit);
  }
  if (group_by.unit() == v1::TIME_UNIT_UNSPECIFIED) {
    return common::MakeError(
        absl::StatusCode::kInvalidArgument, "USAGE",
        absl::StrCat("--by: \"", common::Trimmed(parts.second), "\" is none of month, quarter, year"));
  }
  return group_by;
}

absl::StatusOr<v1::AggregateTrialsRequest> RequestFor(const CommandLine& line) {
  v1::AggregateTrialsRequest request;
  request.set_filter(line.filter);
  for (const std::string& text : line.by) {
    const auto group_by = ParseGroupBy(text);
    if (!group_by.ok()) return group_by.status();
    *request.add_group_by() = *group_by;
  }
  for (const std::string& field : line.statistics) request.add_statistics(field);
  if (line.registrations) request.set_subject(v1::AGGREGATION_SUBJECT_REGISTRATIONS);
  return request;
}

std::string Number(bool known, double number) { return known ? absl::StrFormat("%.10g", number) : ""; }

// What is described of numbers, in the order of columns.
constexpr const char* kFigures[] = {"N", "MIN", "MEDIAN", "MEAN", "MAX", "SUM"};

void AddFigures(const v1::NumberSummary& summary, std::vector<std::string>& row) {
  row.push_back(absl::StrCat(summary.count()));
  row.push_back(Number(summary.has_minimum(), summary.minimum()));
  row.push_back(Number(summary.has_median(), summary.median()));
  row.push_back(summary.has_mean() ? absl::StrFormat("%.1f", summary.mean()) : "");
  row.push_back(Number(summary.has_maximum(), summary.maximum()));
  row.push_back(Number(true, summary.sum()));
}

Table CountsTable(const CommandLine& line, const v1::AggregateTrialsRequest& request,
                  const v1::AggregateTrialsResponse& response) {
  Table table;
  for (const v1::GroupBy& group_by : request.group_by()) {
    table.columns.push_back({absl::AsciiStrToUpper(group_by.field()), false, true});
  }
  table.columns.push_back({line.registrations ? "REGISTRATIONS" : "TRIALS", true});
  for (const std::string& field : request.statistics()) {
    for (const char* figure : kFigures) {
      table.columns.push_back({absl::StrCat(absl::AsciiStrToUpper(field), " ", figure), true});
    }
  }
  for (const v1::AggregateGroup& group : response.groups()) {
    std::vector<std::string>& row = table.rows.emplace_back();
    for (const std::string& value : group.values()) {
      row.push_back(value.empty() && line.output == OutputFormat::kTable ? kNone : value);
    }
    row.push_back(absl::StrCat(group.count()));
    for (const v1::NumberSummary& summary : group.statistics()) AddFigures(summary, row);
  }
  return table;
}

}  // namespace

absl::Status WriteCounts(const CommandLine& line, RemoteService& remote, const Console& console) {
  const auto request = RequestFor(line);
  if (!request.ok()) return request.status();
  const auto response = remote.AggregateTrials(*request);
  if (!response.ok()) return response.status();
  if (line.output == OutputFormat::kJson) {
    console.Write(ToJson(*response, console.width() > 0, true));
  } else {
    console.Write(CountsTable(line, *request, *response), line.output);
  }
  console.Remark(absl::StrCat(response->total_size(), line.registrations ? " registrations" : " trials",
                              " at sequence ", response->freshness().sequence(),
                              request->group_by().empty() ? "." : "; what has several values counts in each."));
  if (response->groups_omitted() > 0) {
    console.Remark(absl::StrCat(response->groups_omitted(), " smaller groups are not shown."));
  }
  return absl::OkStatus();
}

}  // namespace trialweave::query
