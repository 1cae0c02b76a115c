#include "query/view/disagreements.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "query/date_range.h"
#include "query/filter/field.h"
#include "query/folded_text.h"

namespace trialweave::query {
namespace {

using v1::Study;

// What a registration states of a field, for people, and whether two such statements can both be true.
struct Comparison {
  const char* field;
  // nullopt when it states nothing.
  std::optional<std::string> (*value)(const Study&);
  bool (*agree)(const Study&, const Study&);
};

// status

bool IsOpen(v1::RecruitmentStatus status) {
  return status == v1::RECRUITMENT_STATUS_RECRUITING || status == v1::RECRUITMENT_STATUS_ENROLLING_BY_INVITATION ||
         status == v1::RECRUITMENT_STATUS_EXPANDED_ACCESS_AVAILABLE;
}

std::optional<std::string> StatusValue(const Study& study) {
  if (study.status() == v1::RECRUITMENT_STATUS_UNKNOWN) return std::nullopt;
  const std::string name = EnumValueName(Field::kStatus, study.status());
  return name.empty() ? std::nullopt : std::optional(name);
}

bool StatusAgrees(const Study& a, const Study& b) {
  if (a.status() == b.status()) return true;
  return (a.status() == v1::RECRUITMENT_STATUS_NOT_RECRUITING && !IsOpen(b.status())) ||
         (b.status() == v1::RECRUITMENT_STATUS_NOT_RECRUITING && !IsOpen(a.status()));
}

// study_type, phases, enrollment.count

std::optional<std::string> StudyTypeValue(const Study& study) {
  const std::string name = EnumValueName(Field::kStudyType, study.study_type());
  return name.empty() ? std::nullopt : std::optional(name);
}

bool StudyTypeAgrees(const Study& a, const Study& b) { return a.study_type() == b.study_type(); }

std::set<int> PhasesOf(const Study& study) { return {study.phases().begin(), study.phases().end()}; }

std::optional<std::string> PhasesValue(const Study& study) {
  if (study.phases().empty()) return std::nullopt;
  return absl::StrJoin(PhasesOf(study), "; ",
                       [](std::string* out, int phase) { absl::StrAppend(out, EnumValueName(Field::kPhase, phase)); });
}

bool PhasesAgree(const Study& a, const Study& b) { return PhasesOf(a) == PhasesOf(b); }

std::optional<std::string> EnrollmentValue(const Study& study) {
  if (!study.enrollment().has_count()) return std::nullopt;
  return absl::StrCat(study.enrollment().count());
}

bool EnrollmentAgrees(const Study& a, const Study& b) { return a.enrollment().count() == b.enrollment().count(); }

// Dates

template <const v1::StudyDate& (Study::*Get)() const>
std::optional<std::string> DateValue(const Study& study) {
  const v1::StudyDate& date = (study.*Get)();
  if (!date.has_date() || !RangeOf(date.date())) return std::nullopt;
  return FormatPartialDate(date.date());
}

template <const v1::StudyDate& (Study::*Get)() const>
bool DatesAgree(const Study& a, const Study& b) {
  const DateRange first = *RangeOf((a.*Get)().date()), second = *RangeOf((b.*Get)().date());
  return first.Contains(second) || second.Contains(first);
}

// Texts: by language, folded.

using FoldedTexts = std::map<std::string, std::set<std::string>>;

FoldedTexts FoldTexts(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts) {
  FoldedTexts folded;
  for (const v1::LocalizedText& text : texts) {
    std::string value = FoldText(text.text());
    if (!value.empty()) folded[text.language()].insert(std::move(value));
  }
  return folded;
}

// They disagree when they share a language and no text in any shared one.
bool TextsAgree(const FoldedTexts& a, const FoldedTexts& b) {
  bool comparable = false;
  for (const auto& [language, texts] : a) {
    const auto other = b.find(language);
    if (other == b.end()) continue;
    comparable = true;
    for (const std::string& text : texts) {
      if (other->second.count(text) > 0) return true;
    }
  }
  return !comparable;
}

std::optional<std::string> FirstText(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts) {
  for (const v1::LocalizedText& text : texts) {
    if (!FoldText(text.text()).empty()) return text.text();
  }
  return std::nullopt;
}

// Lead sponsor

const v1::Sponsor& LeadSponsor(const Study& study) {
  for (const v1::Sponsor& sponsor : study.sponsors()) {
    if (sponsor.lead()) return sponsor;
  }
  return v1::Sponsor::default_instance();
}

// Companies are written with and without the form of their incorporation: "Example, Inc." is "Example".
constexpr const char* kLegalForms[] = {" inc",  " incorporated", " ltd",  " limited", " llc", " co",
                                       " corp", " corporation",  " gmbh", " ag",      " plc", " sa",
                                       " bv",   " nv",           " spa",  " kg"};

FoldedTexts WithoutLegalForms(const FoldedTexts& names) {
  FoldedTexts stripped;
  for (const auto& [language, texts] : names) {
    for (std::string text : texts) {
      for (bool again = true; again;) {
        again = false;
        for (const char* form : kLegalForms) {
          if (text != form && absl::EndsWith(text, form)) {
            text.erase(text.size() - std::string(form).size());
            again = true;
          }
        }
      }
      stripped[language].insert(std::move(text));
    }
  }
  return stripped;
}

std::optional<std::string> SponsorValue(const Study& study) { return FirstText(LeadSponsor(study).names()); }

bool SponsorAgrees(const Study& a, const Study& b) {
  return TextsAgree(WithoutLegalForms(FoldTexts(LeadSponsor(a).names())),
                    WithoutLegalForms(FoldTexts(LeadSponsor(b).names())));
}

// Primary outcomes

int PrimaryOutcomes(const Study& study) {
  return std::count_if(study.outcomes().begin(), study.outcomes().end(), [](const auto& o) { return o.primary(); });
}

const v1::OutcomeMeasure& FirstPrimaryOutcome(const Study& study) {
  for (const v1::OutcomeMeasure& outcome : study.outcomes()) {
    if (outcome.primary()) return outcome;
  }
  return v1::OutcomeMeasure::default_instance();
}

std::optional<std::string> PrimaryCountValue(const Study& study) {
  const int count = PrimaryOutcomes(study);
  return count == 0 ? std::nullopt : std::optional(absl::StrCat(count));
}

bool PrimaryCountAgrees(const Study& a, const Study& b) { return PrimaryOutcomes(a) == PrimaryOutcomes(b); }

std::optional<std::string> PrimaryMeasureValue(const Study& study) {
  return FirstText(FirstPrimaryOutcome(study).measures());
}

bool PrimaryMeasureAgrees(const Study& a, const Study& b) {
  return TextsAgree(FoldTexts(FirstPrimaryOutcome(a).measures()), FoldTexts(FirstPrimaryOutcome(b).measures()));
}

constexpr Comparison kComparisons[] = {
    {"status", StatusValue, StatusAgrees},
    {"study_type", StudyTypeValue, StudyTypeAgrees},
    {"phases", PhasesValue, PhasesAgree},
    {"enrollment.count", EnrollmentValue, EnrollmentAgrees},
    {"start_date", DateValue<&Study::start_date>, DatesAgree<&Study::start_date>},
    {"primary_completion_date", DateValue<&Study::primary_completion_date>,
     DatesAgree<&Study::primary_completion_date>},
    {"completion_date", DateValue<&Study::completion_date>, DatesAgree<&Study::completion_date>},
    {"sponsors.lead", SponsorValue, SponsorAgrees},
    {"outcomes.primary.count", PrimaryCountValue, PrimaryCountAgrees},
    {"outcomes.primary.measure", PrimaryMeasureValue, PrimaryMeasureAgrees},
};

}  // namespace

std::vector<v1::Disagreement> FindDisagreements(const std::vector<v1::Registration>& heads) {
  std::vector<const v1::Registration*> sorted;
  sorted.reserve(heads.size());
  for (const v1::Registration& head : heads) sorted.push_back(&head);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->registration_id() < b->registration_id(); });
  std::vector<v1::Disagreement> found;
  for (const Comparison& comparison : kComparisons) {
    v1::Disagreement disagreement;
    std::vector<const Study*> stated;
    bool agreed = true;
    for (const v1::Registration* head : sorted) {
      const auto value = comparison.value(head->study());
      if (!value) continue;
      for (const Study* other : stated) agreed = agreed && comparison.agree(*other, head->study());
      stated.push_back(&head->study());
      v1::FieldVariant& variant = *disagreement.add_variants();
      variant.set_registration_id(head->registration_id());
      variant.set_value(*value);
    }
    if (agreed) continue;
    disagreement.set_field(comparison.field);
    found.push_back(std::move(disagreement));
  }
  return found;
}

}  // namespace trialweave::query
