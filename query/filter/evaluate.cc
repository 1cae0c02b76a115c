#include "query/filter/evaluate.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "query/filter/comparison.h"
#include "query/filter/trial_values.h"

namespace trialweave::query {
namespace {

bool CompareEnums(const Restriction& r, const v1::Trial& trial) {
  std::vector<int> values;
  VisitEnums(r.field, trial, [&](int value) { values.push_back(value); });
  return CompareSet(r, values, [&](int value) { return value == r.enum_value; });
}

bool CompareCodes(const Restriction& r, const v1::Trial& trial) {
  const auto equal = [&](absl::string_view value) { return absl::EqualsIgnoreCase(value, r.code); };
  if (r.field == Field::kRegistration && !r.presence && AnyOf(trial.absent_registration_ids(), equal)) {
    return r.comparator != Comparator::kNotEqual;
  }
  std::vector<absl::string_view> values;
  VisitCodes(r.field, trial, [&](absl::string_view value) { values.push_back(value); });
  return CompareSet(r, values, equal);
}

bool EvaluateRestriction(const Restriction& r, const v1::Trial& trial) {
  switch (r.kind) {
    case FieldKind::kEnum:
      return CompareEnums(r, trial);
    case FieldKind::kCode:
      return CompareCodes(r, trial);
    case FieldKind::kNumber:
      return CompareNumber(r, NumberOf(r.field, trial));
    case FieldKind::kBool: {
      const auto value = BoolOf(r.field, trial);
      return CompareBool(r, value.has_value(), value.value_or(false));
    }
    case FieldKind::kDate:
      return CompareDate(r, DateOf(r.field, trial));
    case FieldKind::kText:
      return CompareTexts(r, [&](const TextVisit& visit) { return VisitTexts(r.field, trial, visit); });
  }
  return false;
}

}  // namespace

bool Evaluate(const FilterNode& node, const v1::Trial& trial) {
  return EvaluateTree(node, [&](const Restriction& restriction) { return EvaluateRestriction(restriction, trial); });
}

}  // namespace trialweave::query
