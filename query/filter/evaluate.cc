#include "query/filter/evaluate.h"

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace trialweave::query {
namespace {

using v1::Study;
using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

// Calls `visit` for each value; stops and returns true when it returns true.
template <typename Range, typename Visit>
bool AnyOf(const Range& values, Visit visit) {
  for (const auto& value : values) {
    if (visit(value)) return true;
  }
  return false;
}

// A field with several values: = and : hold when one is equal, != when there are some and none is.
template <typename Range, typename Equal>
bool CompareSet(const Restriction& r, const Range& values, Equal equal) {
  if (values.empty()) return false;
  if (r.presence) return true;
  const bool found = AnyOf(values, equal);
  return r.comparator == Comparator::kNotEqual ? !found : found;
}

bool CompareEnum(const Restriction& r, int value) {
  if (value == 0) return false;
  if (r.presence) return true;
  return (value == r.enum_value) != (r.comparator == Comparator::kNotEqual);
}

bool CompareNumber(const Restriction& r, std::optional<int64_t> value) {
  if (!value) return false;
  if (r.presence) return true;
  switch (r.comparator) {
    case Comparator::kEqual:
    case Comparator::kHas:
      return *value == r.number;
    case Comparator::kNotEqual:
      return *value != r.number;
    case Comparator::kLess:
      return *value < r.number;
    case Comparator::kLessEqual:
      return *value <= r.number;
    case Comparator::kGreater:
      return *value > r.number;
    case Comparator::kGreaterEqual:
      return *value >= r.number;
  }
  return false;
}

// Holds when it holds for every day that the trial's date may mean.
bool CompareDate(const Restriction& r, const v1::StudyDate& date) {
  if (!date.has_date()) return false;
  const auto value = RangeOf(date.date());
  if (!value) return false;
  if (r.presence) return true;
  switch (r.comparator) {
    case Comparator::kEqual:
    case Comparator::kHas:
      return r.date.Contains(*value);
    case Comparator::kNotEqual:
      return !r.date.Overlaps(*value);
    case Comparator::kLess:
      return value->last < r.date.first;
    case Comparator::kLessEqual:
      return value->last <= r.date.last;
    case Comparator::kGreater:
      return value->first > r.date.last;
    case Comparator::kGreaterEqual:
      return value->first >= r.date.first;
  }
  return false;
}

bool CompareBool(const Restriction& r, bool known, bool value) {
  if (!known) return false;
  return r.presence || (value == r.flag) != (r.comparator == Comparator::kNotEqual);
}

using TextVisit = std::function<bool(absl::string_view)>;

bool VisitTexts(const Texts& texts, const TextVisit& visit) {
  return AnyOf(texts, [&](const v1::LocalizedText& text) { return visit(text.text()); });
}

// Calls `visit` for each text of the field until it returns true.
bool VisitField(Field field, const v1::Trial& trial, const TextVisit& visit) {
  const Study& study = trial.study();
  switch (field) {
    case Field::kTitle:
      return VisitTexts(study.titles(), visit) || VisitTexts(study.official_titles(), visit) ||
             (!study.acronym().empty() && visit(study.acronym()));
    case Field::kSummary:
      return VisitTexts(study.summaries(), visit);
    case Field::kCondition:
      return AnyOf(study.conditions(),
                   [&](const auto& c) { return VisitTexts(c.names(), visit) || AnyOf(c.codes(), visit); });
    case Field::kIntervention:
      return AnyOf(study.interventions(),
                   [&](const auto& i) { return VisitTexts(i.names(), visit) || AnyOf(i.other_names(), visit); });
    case Field::kOutcome:
      return AnyOf(study.outcomes(), [&](const auto& o) { return VisitTexts(o.measures(), visit); });
    case Field::kSponsor:
      return AnyOf(study.sponsors(), [&](const auto& s) { return VisitTexts(s.names(), visit); });
    case Field::kAnyText:
      for (const Field each : {Field::kTitle, Field::kCondition, Field::kIntervention, Field::kSponsor, Field::kOutcome,
                               Field::kSummary}) {
        if (VisitField(each, trial, visit)) return true;
      }
      return AnyOf(trial.registration_ids(), visit) || AnyOf(trial.absent_registration_ids(), visit);
    default:
      return false;
  }
}

bool CompareText(const Restriction& r, const v1::Trial& trial) {
  if (r.presence) return VisitField(r.field, trial, [](absl::string_view text) { return !text.empty(); });
  if (r.comparator == Comparator::kHas) {
    return VisitField(r.field, trial, [&](absl::string_view text) { return r.text.Matches(text); });
  }
  bool any = false;
  const bool equal = VisitField(r.field, trial, [&](absl::string_view text) {
    any = true;
    return FoldText(text) == r.text.folded();
  });
  return r.comparator == Comparator::kEqual ? equal : any && !equal;
}

bool CompareCode(const Restriction& r, const v1::Trial& trial) {
  const auto equal = [&](absl::string_view value) { return absl::EqualsIgnoreCase(value, r.code); };
  switch (r.field) {
    case Field::kName:
      return CompareSet(r, std::array{absl::string_view(trial.name())}, equal);
    case Field::kRegistration: {
      const bool absent = AnyOf(trial.absent_registration_ids(), equal);
      if (absent && !r.presence) return r.comparator != Comparator::kNotEqual;
      return CompareSet(r, trial.registration_ids(), equal);
    }
    case Field::kRegistry:
      return CompareSet(r, trial.registries(), equal);
    case Field::kRelated:
      return CompareSet(r, trial.related_registration_ids(), equal);
    case Field::kDisagreement:
      return CompareSet(r, trial.disagreements(), [&](const auto& d) { return equal(d.field()); });
    case Field::kCountry:
      return CompareSet(r, trial.study().countries(), equal);
    default:
      return false;
  }
}

const v1::StudyDate& DateOf(Field field, const Study& study) {
  switch (field) {
    case Field::kStartDate:
      return study.start_date();
    case Field::kPrimaryCompletionDate:
      return study.primary_completion_date();
    case Field::kCompletionDate:
      return study.completion_date();
    case Field::kRegistered:
      return study.registration_date();
    case Field::kUpdated:
      return study.last_update_date();
    case Field::kResultsDate:
      return study.results_date();
    default:
      return v1::StudyDate::default_instance();
  }
}

bool CompareEnumField(const Restriction& r, const Study& study) {
  switch (r.field) {
    case Field::kStatus:
      return CompareEnum(r, study.status());
    case Field::kStudyType:
      return CompareEnum(r, study.study_type());
    case Field::kSex:
      return CompareEnum(r, study.eligibility().sex());
    case Field::kPhase:
      return CompareSet(r, study.phases(), [&](int phase) { return phase == r.enum_value; });
    default:
      return false;
  }
}

bool EvaluateRestriction(const Restriction& r, const v1::Trial& trial) {
  const Study& study = trial.study();
  switch (r.kind) {
    case FieldKind::kEnum:
      return CompareEnumField(r, study);
    case FieldKind::kCode:
      return CompareCode(r, trial);
    case FieldKind::kNumber:
      return CompareNumber(
          r, study.enrollment().has_count() ? std::optional<int64_t>(study.enrollment().count()) : std::nullopt);
    case FieldKind::kBool:
      if (r.field == Field::kAbsent) return CompareBool(r, true, !trial.absences().empty());
      return CompareBool(r, study.has_has_results(), study.has_results());
    case FieldKind::kDate:
      return CompareDate(r, DateOf(r.field, study));
    case FieldKind::kText:
      return CompareText(r, trial);
  }
  return false;
}

}  // namespace

bool Evaluate(const FilterNode& node, const v1::Trial& trial) {
  const auto holds = [&](const std::unique_ptr<FilterNode>& child) { return Evaluate(*child, trial); };
  switch (node.kind) {
    case FilterNode::Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), holds);
    case FilterNode::Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(), holds);
    case FilterNode::Kind::kNot:
      return !holds(node.children[0]);
    case FilterNode::Kind::kRestriction:
      return EvaluateRestriction(node.restriction, trial);
  }
  return false;
}

}  // namespace trialweave::query
