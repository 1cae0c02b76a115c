#include "query/aggregate/aggregate_handler.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/timestamps.h"
#include "query/aggregate/aggregate_errors.h"
#include "query/aggregate/countable_field.h"
#include "query/aggregate/dimension.h"
#include "query/aggregate/grouping.h"
#include "query/query_errors.h"

namespace trialweave::query {
namespace {

constexpr int kDefaultMaxGroups = 1000;
constexpr int kMaxMaxGroups = 10000;
constexpr int kMaxStatistics = 3;
// How often registrations are read again because the view moved on between the selection and them.
constexpr int kMaxReads = 3;

// A request whose fields have been found.
struct Plan {
  struct GroupField {
    const FieldSpec* field;
    v1::TimeUnit unit;
  };
  std::vector<GroupField> group_by;
  std::vector<const FieldSpec*> statistics;
  size_t max_groups = kDefaultMaxGroups;
  bool registrations = false;
};

absl::StatusOr<Plan::GroupField> FindGroupField(const v1::GroupBy& group_by) {
  const FieldSpec* field = FindField(FieldTable::kTrials, group_by.field());
  if (field == nullptr) return GroupByInvalid(group_by.field(), "is no field", CountableFields(true));
  if (field->kind == FieldKind::kDate) {
    const bool unset = group_by.unit() == v1::TIME_UNIT_UNSPECIFIED;
    if (!unset && !v1::TimeUnit_IsValid(group_by.unit())) {
      return GroupByInvalid(group_by.field(), absl::StrCat("has no unit ", group_by.unit()), "MONTH, QUARTER or YEAR");
    }
    return Plan::GroupField{field, unset ? v1::TIME_UNIT_YEAR : group_by.unit()};
  }
  if (!IsCountable(*field)) return GroupByInvalid(group_by.field(), "cannot be grouped by", CountableFields(true));
  if (group_by.unit() != v1::TIME_UNIT_UNSPECIFIED) {
    return GroupByInvalid(group_by.field(), "is no date and has no unit", "no unit");
  }
  return Plan::GroupField{field, v1::TIME_UNIT_UNSPECIFIED};
}

std::string NumberFields() {
  std::string names;
  for (const FieldSpec& field : TrialFields()) {
    if (field.kind == FieldKind::kNumber) absl::StrAppend(&names, names.empty() ? "" : ", ", field.name);
  }
  return names;
}

absl::StatusOr<Plan> PlanFor(const v1::AggregateTrialsRequest& request) {
  Plan plan;
  for (const v1::GroupBy& group_by : request.group_by()) {
    const auto field = FindGroupField(group_by);
    if (!field.ok()) return field.status();
    if (plan.group_by.size() == kMaxDimensions) {
      return GroupByInvalid(group_by.field(), "is too much", absl::StrCat("at most ", kMaxDimensions, " fields"));
    }
    plan.group_by.push_back(*field);
  }
  for (const std::string& name : request.statistics()) {
    const FieldSpec* field = FindField(FieldTable::kTrials, name);
    if (field == nullptr || field->kind != FieldKind::kNumber) {
      return StatisticsInvalid(name, field == nullptr ? "is no field" : "is no number", NumberFields());
    }
    if (plan.statistics.size() == kMaxStatistics) {
      return StatisticsInvalid(name, "is too much", absl::StrCat("at most ", kMaxStatistics, " fields"));
    }
    plan.statistics.push_back(field);
  }
  if (request.max_groups() < 0 || request.max_groups() > kMaxMaxGroups) return MaxGroupsInvalid(request.max_groups());
  if (request.max_groups() > 0) plan.max_groups = static_cast<size_t>(request.max_groups());
  plan.registrations = request.subject() == v1::AGGREGATION_SUBJECT_REGISTRATIONS;
  return plan;
}

GroupingInput InputFor(const Plan& plan, absl::Span<const ColumnPart> parts) {
  GroupingInput input;
  input.rows = NumberedRows(parts);
  for (const Plan::GroupField& group : plan.group_by) {
    input.dimensions.push_back(ReadDimension(*group.field, group.unit, parts));
  }
  for (const FieldSpec* field : plan.statistics) input.numbers.push_back(ReadNumbers(*field, parts));
  return input;
}

std::vector<std::string> LabelsOf(const Group& group, const GroupingInput& input) {
  std::vector<std::string> labels;
  for (size_t i = 0; i < group.values.size(); ++i) {
    const uint32_t value = group.values[i];
    labels.push_back(value == Group::kNoValue ? "" : input.dimensions[i].values[value].label);
  }
  return labels;
}

// The largest groups, by their values.
void WriteGroups(const Plan& plan, const GroupingInput& input, std::vector<Group> groups,
                 v1::AggregateTrialsResponse* response) {
  std::vector<std::pair<std::vector<std::string>, Group*>> labelled;
  labelled.reserve(groups.size());
  for (Group& group : groups) labelled.emplace_back(LabelsOf(group, input), &group);
  if (labelled.size() > plan.max_groups) {
    std::partial_sort(
        labelled.begin(), labelled.begin() + plan.max_groups, labelled.end(), [](const auto& a, const auto& b) {
          return a.second->count != b.second->count ? a.second->count > b.second->count : a.first < b.first;
        });
    response->set_groups_omitted(static_cast<int64_t>(labelled.size() - plan.max_groups));
    labelled.resize(plan.max_groups);
  }
  std::sort(labelled.begin(), labelled.end());
  for (auto& [labels, group] : labelled) {
    v1::AggregateGroup& out = *response->add_groups();
    for (std::string& label : labels) out.add_values(std::move(label));
    out.set_count(group->count);
    for (size_t i = 0; i < plan.statistics.size(); ++i) {
      v1::NumberSummary& summary = *out.add_statistics();
      summary = Summarize(std::move(group->numbers[i]));
      summary.set_field(plan.statistics[i]->name);
    }
  }
}

}  // namespace

absl::StatusOr<TrialSelection> AggregateHandler::Select(const v1::AggregateTrialsRequest& request,
                                                        const Gone& gone) const {
  const auto filter = Filter::Parse(request.filter());
  if (!filter.ok()) return filter.status();
  auto found = search_->Search({request.query(), *filter, /*exact_words=*/false, /*top=*/0, gone});
  if (!found.ok()) return found.status();
  return std::move(found->selection);
}

absl::Status AggregateHandler::AggregateTrials(const v1::AggregateTrialsRequest& request, const Gone& gone,
                                               v1::AggregateTrialsResponse* response) const {
  const auto plan = PlanFor(request);
  if (!plan.ok()) return plan.status();
  absl::StatusOr<TrialSelection> selection;
  GroupingInput input;
  for (int reads = 0; reads < kMaxReads; ++reads) {
    selection = Select(request, gone);
    if (!selection.ok()) return selection.status();
    const uint64_t now =
        selector_->ReadColumns(*selection, selection->trials, plan->registrations,
                               [&](absl::Span<const ColumnPart> parts) { input = InputFor(*plan, parts); });
    // What trials were can be read; which registrations they had is known of now only.
    if ((now == selection->sequence || !plan->registrations) && selector_->Holds(*selection)) break;
  }
  if (!selector_->Holds(*selection)) return ViewNotReady(selection->sequence);
  auto groups = GroupRows(input, gone);
  if (!groups.ok()) return groups.status();
  response->set_total_size(static_cast<int64_t>(input.rows.cardinality()));
  WriteGroups(*plan, input, *std::move(groups), response);
  v1::Freshness& freshness = *response->mutable_freshness();
  freshness.set_sequence(selection->sequence);
  const bool newest = selection->sequence == selection->position.sequence;
  if (selection->sequence > 0 && newest)
    *freshness.mutable_commit_time() = common::ToTimestamp(selection->position.commit_time);
  if (!request.options().coverage()) return absl::OkStatus();
  for (v1::SourceState& state : view_->Coverage().value.sources) *freshness.add_coverage() = std::move(state);
  return absl::OkStatus();
}

}  // namespace trialweave::query
