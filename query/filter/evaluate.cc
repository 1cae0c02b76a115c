#include "query/filter/evaluate.h"

#include <array>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "query/filter/comparison.h"

namespace trialweave::query {
namespace {

using v1::Study;

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
  return CompareTexts(r, [&](const TextVisit& visit) { return VisitField(r.field, trial, visit); });
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
  return EvaluateTree(node, [&](const Restriction& restriction) { return EvaluateRestriction(restriction, trial); });
}

}  // namespace trialweave::query
