#include "store/linkage/match_field_text.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "store/linkage/match/match_alternatives.h"
#include "store/linkage/match/match_draft.h"

namespace trialweave::store {
namespace {

constexpr size_t kMaxBytes = 200;
constexpr size_t kMaxValues = 4;

using Values = std::vector<std::string>;

template <typename Texts>
void AddTexts(const Texts& texts, Values* values) {
  for (const v1::LocalizedText& text : texts) values->push_back(text.text());
}

void AddDate(const v1::StudyDate& study_date, Values* values) {
  const v1::PartialDate& date = study_date.date();
  if (date.year() == 0) return;
  std::string text = absl::StrFormat("%04d", date.year());
  if (date.month() > 0) absl::StrAppendFormat(&text, "-%02d", date.month());
  if (date.day() > 0) absl::StrAppendFormat(&text, "-%02d", date.day());
  values->push_back(std::move(text));
}

void AddSize(const v1::Enrollment& enrollment, Values* values) {
  if (enrollment.has_count()) values->push_back(absl::StrCat(enrollment.count()));
}

std::string AlternativesText(const v1::Registration& registration) {
  Values texts;
  for (const Alternative alternative : MatchDraftOf(registration).alternatives)
    texts.push_back(AlternativeText(alternative));
  return absl::StrJoin(texts, ", ");
}

Values ValuesOf(MatchField field, const v1::Registration& registration) {
  const v1::Study& study = registration.study();
  Values values;
  switch (field) {
    case MatchField::kTitle:
    case MatchField::kTitleCovered:
    case MatchField::kTitleRest:
    case MatchField::kNumerals:
      AddTexts(study.titles(), &values);
      AddTexts(study.official_titles(), &values);
      break;
    case MatchField::kSequel:
      AddTexts(study.titles(), &values);
      AddTexts(study.official_titles(), &values);
      values.push_back(study.acronym());
      AddSize(study.enrollment(), &values);
      AddSize(study.actual_enrollment(), &values);
      break;
    case MatchField::kAlternatives:
      values.push_back(AlternativesText(registration));
      break;
    case MatchField::kAcronym:
      values.push_back(study.acronym());
      break;
    case MatchField::kSponsor:
    case MatchField::kHospitals:
      for (const v1::Sponsor& sponsor : study.sponsors()) {
        if (sponsor.lead() || study.sponsors_size() == 1) AddTexts(sponsor.names(), &values);
      }
      break;
    case MatchField::kSize:
    case MatchField::kSiblingSize:
      AddSize(study.enrollment(), &values);
      AddSize(study.actual_enrollment(), &values);
      break;
    case MatchField::kStart:
      AddDate(study.start_date(), &values);
      break;
    case MatchField::kRegistered:
      AddDate(study.registration_date(), &values);
      break;
    case MatchField::kCompleted:
      AddDate(study.completion_date(), &values);
      AddDate(study.primary_completion_date(), &values);
      break;
    case MatchField::kPhase:
      values.push_back(study.phase_text());
      break;
    case MatchField::kStudyType:
      values.push_back(study.study_type_text());
      break;
    case MatchField::kConditions:
      for (const v1::Condition& condition : study.conditions()) AddTexts(condition.names(), &values);
      break;
    case MatchField::kInterventions:
      for (const v1::Intervention& intervention : study.interventions()) AddTexts(intervention.names(), &values);
      break;
    case MatchField::kOutcomes:
      for (const v1::OutcomeMeasure& outcome : study.outcomes()) {
        if (outcome.primary()) AddTexts(outcome.measures(), &values);
      }
      break;
    case MatchField::kCountries:
      values.assign(study.countries().begin(), study.countries().end());
      break;
    case MatchField::kProtocolNumbers:
      for (const v1::Identifier& id : registration.secondary_ids()) {
        if (id.value().empty()) values.push_back(id.printed());
      }
      break;
    default:
      break;
  }
  return values;
}

// Cut between characters.
std::string Shortened(std::string text) {
  if (text.size() <= kMaxBytes) return text;
  size_t end = kMaxBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace

std::string MatchFieldText(MatchField field, const v1::Registration& registration) {
  Values values = ValuesOf(field, registration), distinct;
  for (std::string& value : values) {
    if (value.empty() || std::find(distinct.begin(), distinct.end(), value) != distinct.end()) continue;
    if (distinct.size() < kMaxValues) distinct.push_back(std::move(value));
  }
  return Shortened(absl::StrJoin(distinct, "; "));
}

}  // namespace trialweave::store
