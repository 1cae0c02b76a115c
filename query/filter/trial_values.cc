#include "query/filter/trial_values.h"

#include <algorithm>
#include <utility>

namespace trialweave::query {
namespace {

using v1::Study;
using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;
using CodeVisit = std::function<void(absl::string_view)>;

template <typename Range, typename Visit>
bool Any(const Range& values, Visit visit) {
  return std::any_of(values.begin(), values.end(), visit);
}

bool VisitNames(const Texts& texts, const TextVisit& visit) {
  return Any(texts, [&](const v1::LocalizedText& text) { return visit(text.text()); });
}

// Fact.field of docs/evidence.md; empty for a field that is no EV fact.
absl::string_view FactOf(Field field) {
  static constexpr std::pair<Field, absl::string_view> kFacts[] = {
      {Field::kEvSource, "source"},
      {Field::kEvDonor, "donor"},
      {Field::kEvIsolation, "isolation"},
      {Field::kEvRoute, "route"},
      {Field::kEvSite, "site"},
      {Field::kEvCondition, "condition"},
      {Field::kEvEndpoint, "endpoint"},
      {Field::kEvComparator, "comparator"},
      {Field::kEvEvidenceType, "evidence_type"},
      {Field::kEvIndStatus, "ind_status"},
      {Field::kEvIvdStatus, "ivd_status"},
      {Field::kEvAcceptanceNumber, "acceptance_number"},
      {Field::kEvRegistrationNumber, "registration_number"},
      {Field::kEvDose, "dose"},
  };
  for (const auto& [of, fact] : kFacts) {
    if (of == field) return fact;
  }
  return "";
}

// The values that the record reports of a fact.
bool VisitFacts(Field field, const v1::Trial& trial, const TextVisit& visit) {
  const absl::string_view name = FactOf(field);
  return Any(trial.ev_facts().facts(), [&](const v1::Fact& fact) {
    return fact.state() == v1::FACT_STATE_REPORTED && fact.field() == name && !fact.value().empty() &&
           visit(fact.value());
  });
}

// The first name of each lead sponsor.
bool VisitLeadSponsors(const Study& study, const TextVisit& visit) {
  return Any(study.sponsors(), [&](const v1::Sponsor& sponsor) {
    return sponsor.lead() && !sponsor.names().empty() && !sponsor.names(0).text().empty() &&
           visit(sponsor.names(0).text());
  });
}

template <typename Range, typename Value>
void VisitEach(const Range& range, Value value, const CodeVisit& visit) {
  for (const auto& item : range) {
    const absl::string_view code = value(item);
    if (!code.empty()) visit(code);
  }
}

bool VisitAnyText(const v1::Trial& trial, const TextVisit& visit) {
  for (const Field each :
       {Field::kTitle, Field::kCondition, Field::kIntervention, Field::kSponsor, Field::kOutcome, Field::kSummary}) {
    if (VisitTexts(each, trial, visit)) return true;
  }
  return Any(trial.registration_ids(), visit) || Any(trial.absent_registration_ids(), visit);
}

}  // namespace

void VisitEnums(Field field, const v1::Trial& trial, const std::function<void(int)>& visit) {
  const Study& study = trial.study();
  const auto one = [&](int value) {
    if (value != 0) visit(value);
  };
  switch (field) {
    case Field::kStatus:
      return one(study.status());
    case Field::kStudyType:
      return one(study.study_type());
    case Field::kSex:
      return one(study.eligibility().sex());
    case Field::kAllocation:
      return one(study.design().allocation_class());
    case Field::kMasking:
      return one(study.design().masking_class());
    case Field::kEvClass:
      return one(trial.ev_facts().product_class());
    case Field::kPhase:
      for (const int phase : study.phases()) one(phase);
      return;
    case Field::kSponsorClass:
      for (const v1::Sponsor& sponsor : study.sponsors()) one(sponsor.lead() ? sponsor.agency_class() : 0);
      return;
    default:
      return;
  }
}

void VisitCodes(Field field, const v1::Trial& trial, const CodeVisit& visit) {
  const auto itself = [](const std::string& value) { return absl::string_view(value); };
  switch (field) {
    case Field::kName:
      if (!trial.name().empty()) visit(trial.name());
      return;
    case Field::kRegistration:
      return VisitEach(trial.registration_ids(), itself, visit);
    case Field::kRegistry:
      return VisitEach(trial.registries(), itself, visit);
    case Field::kRelated:
      return VisitEach(trial.related_registration_ids(), itself, visit);
    case Field::kDisagreement:
      return VisitEach(
          trial.disagreements(), [](const auto& d) { return absl::string_view(d.field()); }, visit);
    case Field::kCountry:
      return VisitEach(trial.study().countries(), itself, visit);
    case Field::kInterventionType:
      return VisitEach(
          trial.study().interventions(), [](const auto& i) { return absl::string_view(i.kind()); }, visit);
    default:
      if (field == Field::kEvDose || FactOf(field).empty()) return;
      VisitFacts(field, trial, [&](absl::string_view value) {
        visit(value);
        return false;
      });
  }
}

bool VisitTexts(Field field, const v1::Trial& trial, const TextVisit& visit) {
  const Study& study = trial.study();
  switch (field) {
    case Field::kTitle:
      return VisitNames(study.titles(), visit) || VisitNames(study.official_titles(), visit) ||
             (!study.acronym().empty() && visit(study.acronym()));
    case Field::kSummary:
      return VisitNames(study.summaries(), visit);
    case Field::kCondition:
      return Any(study.conditions(),
                 [&](const auto& c) { return VisitNames(c.names(), visit) || Any(c.codes(), visit); }) ||
             VisitFacts(Field::kEvCondition, trial, visit);
    case Field::kIntervention:
      return Any(study.interventions(),
                 [&](const auto& i) { return VisitNames(i.names(), visit) || Any(i.other_names(), visit); });
    case Field::kOutcome:
      return Any(study.outcomes(), [&](const auto& o) { return VisitNames(o.measures(), visit); });
    case Field::kSponsor:
      return Any(study.sponsors(), [&](const auto& s) { return VisitNames(s.names(), visit); });
    case Field::kLeadSponsor:
      return VisitLeadSponsors(study, visit);
    case Field::kKeyword:
      return VisitNames(study.keywords(), visit);
    case Field::kCity:
      return Any(study.sites(), [&](const auto& site) { return !site.city().empty() && visit(site.city()); });
    case Field::kFacility:
      return Any(study.sites(), [&](const auto& site) { return !site.facility().empty() && visit(site.facility()); });
    case Field::kEvDose:
      return VisitFacts(field, trial, visit);
    case Field::kAnyText:
      return VisitAnyText(trial, visit);
    default:
      return false;
  }
}

std::optional<int64_t> NumberOf(Field field, const v1::Trial& trial) {
  if (field != Field::kEnrollment || !trial.study().enrollment().has_count()) return std::nullopt;
  return trial.study().enrollment().count();
}

std::optional<bool> BoolOf(Field field, const v1::Trial& trial) {
  if (field == Field::kAbsent) return !trial.absences().empty();
  if (field != Field::kHasResults || !trial.study().has_has_results()) return std::nullopt;
  return trial.study().has_results();
}

const v1::StudyDate& DateOf(Field field, const v1::Trial& trial) {
  const Study& study = trial.study();
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

}  // namespace trialweave::query
