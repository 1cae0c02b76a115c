#include "query/aggregate/countable_field.h"

#include "absl/strings/str_cat.h"
#include "query/view/trial_columns.h"

namespace trialweave::query {

bool IsCountable(const FieldSpec& field) {
  static const TrialColumns* const kColumns = new TrialColumns(/*words=*/false);
  return kColumns->TermsOf(field.field) == TrialColumns::Terms::kValues;
}

std::string CountableFields(bool dates) {
  std::string names;
  for (const FieldSpec& field : TrialFields()) {
    if (!IsCountable(field) && !(dates && field.kind == FieldKind::kDate)) continue;
    absl::StrAppend(&names, names.empty() ? "one of " : ", ", field.name);
  }
  return names;
}

}  // namespace trialweave::query
