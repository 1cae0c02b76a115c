#include "query/filter/field.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "google/protobuf/descriptor.h"
#include "trialweave/v1/evidence.pb.h"
#include "trialweave/v1/study.pb.h"

namespace trialweave::query {
namespace {

constexpr FieldSpec kTrialFields[] = {
    {"name", Field::kName, FieldKind::kCode, ""},
    {"registration", Field::kRegistration, FieldKind::kCode, ""},
    {"registry", Field::kRegistry, FieldKind::kCode, ""},
    {"related", Field::kRelated, FieldKind::kCode, ""},
    {"disagreement", Field::kDisagreement, FieldKind::kCode, ""},
    {"status", Field::kStatus, FieldKind::kEnum, "RECRUITMENT_STATUS_"},
    {"study_type", Field::kStudyType, FieldKind::kEnum, "STUDY_TYPE_"},
    {"phase", Field::kPhase, FieldKind::kEnum, "PHASE_"},
    {"sex", Field::kSex, FieldKind::kEnum, "SEX_"},
    {"sponsor_class", Field::kSponsorClass, FieldKind::kEnum, "AGENCY_CLASS_"},
    {"allocation", Field::kAllocation, FieldKind::kEnum, "ALLOCATION_"},
    {"masking", Field::kMasking, FieldKind::kEnum, "MASKING_"},
    {"intervention_type", Field::kInterventionType, FieldKind::kCode, ""},
    {"country", Field::kCountry, FieldKind::kCode, ""},
    {"city", Field::kCity, FieldKind::kText, ""},
    {"facility", Field::kFacility, FieldKind::kText, ""},
    {"enrollment", Field::kEnrollment, FieldKind::kNumber, ""},
    {"has_results", Field::kHasResults, FieldKind::kBool, ""},
    {"absent", Field::kAbsent, FieldKind::kBool, ""},
    {"start_date", Field::kStartDate, FieldKind::kDate, ""},
    {"primary_completion_date", Field::kPrimaryCompletionDate, FieldKind::kDate, ""},
    {"completion_date", Field::kCompletionDate, FieldKind::kDate, ""},
    {"registered", Field::kRegistered, FieldKind::kDate, ""},
    {"updated", Field::kUpdated, FieldKind::kDate, ""},
    {"results_date", Field::kResultsDate, FieldKind::kDate, ""},
    {"title", Field::kTitle, FieldKind::kText, ""},
    {"summary", Field::kSummary, FieldKind::kText, ""},
    {"condition", Field::kCondition, FieldKind::kText, ""},
    {"intervention", Field::kIntervention, FieldKind::kText, ""},
    {"outcome", Field::kOutcome, FieldKind::kText, ""},
    {"sponsor", Field::kSponsor, FieldKind::kText, ""},
    {"lead_sponsor", Field::kLeadSponsor, FieldKind::kText, ""},
    {"keyword", Field::kKeyword, FieldKind::kText, ""},
    {"ev.class", Field::kEvClass, FieldKind::kEnum, "PRODUCT_CLASS_"},
    {"ev.source", Field::kEvSource, FieldKind::kCode, ""},
    {"ev.donor", Field::kEvDonor, FieldKind::kCode, ""},
    {"ev.isolation", Field::kEvIsolation, FieldKind::kCode, ""},
    {"ev.route", Field::kEvRoute, FieldKind::kCode, ""},
    {"ev.site", Field::kEvSite, FieldKind::kCode, ""},
    {"ev.condition", Field::kEvCondition, FieldKind::kCode, ""},
    {"ev.endpoint", Field::kEvEndpoint, FieldKind::kCode, ""},
    {"ev.comparator", Field::kEvComparator, FieldKind::kCode, ""},
    {"ev.evidence_type", Field::kEvEvidenceType, FieldKind::kCode, ""},
    {"ev.ind_status", Field::kEvIndStatus, FieldKind::kCode, ""},
    {"ev.ivd_status", Field::kEvIvdStatus, FieldKind::kCode, ""},
    {"ev.acceptance_number", Field::kEvAcceptanceNumber, FieldKind::kCode, ""},
    {"ev.registration_number", Field::kEvRegistrationNumber, FieldKind::kCode, ""},
    {"ev.dose", Field::kEvDose, FieldKind::kText, ""},
};

constexpr FieldSpec kPublicationFields[] = {
    {"name", Field::kName, FieldKind::kCode, ""},         {"pmid", Field::kPmid, FieldKind::kCode, ""},
    {"doi", Field::kDoi, FieldKind::kCode, ""},           {"accession", Field::kAccession, FieldKind::kCode, ""},
    {"trial_id", Field::kTrialId, FieldKind::kCode, ""},  {"source", Field::kSource, FieldKind::kCode, ""},
    {"year", Field::kYear, FieldKind::kNumber, ""},       {"published", Field::kDate, FieldKind::kDate, ""},
    {"deleted", Field::kDeleted, FieldKind::kBool, ""},   {"title", Field::kTitle, FieldKind::kText, ""},
    {"abstract", Field::kAbstract, FieldKind::kText, ""}, {"author", Field::kAuthor, FieldKind::kText, ""},
    {"journal", Field::kJournal, FieldKind::kText, ""},   {"type", Field::kType, FieldKind::kText, ""},
    {"keyword", Field::kKeyword, FieldKind::kText, ""},
};

constexpr FieldSpec kNoticeFields[] = {
    {"name", Field::kName, FieldKind::kCode, ""},       {"authority", Field::kAuthority, FieldKind::kCode, ""},
    {"number", Field::kNumber, FieldKind::kCode, ""},   {"trial_id", Field::kTrialId, FieldKind::kCode, ""},
    {"source", Field::kSource, FieldKind::kCode, ""},   {"year", Field::kYear, FieldKind::kNumber, ""},
    {"issued", Field::kDate, FieldKind::kDate, ""},     {"kind", Field::kKind, FieldKind::kText, ""},
    {"title", Field::kTitle, FieldKind::kText, ""},     {"body", Field::kBody, FieldKind::kText, ""},
    {"company", Field::kCompany, FieldKind::kText, ""}, {"product", Field::kProduct, FieldKind::kText, ""},
    {"subject", Field::kSubject, FieldKind::kText, ""},
};

absl::Span<const FieldSpec> FieldsOf(FieldTable table) {
  switch (table) {
    case FieldTable::kPublications:
      return kPublicationFields;
    case FieldTable::kNotices:
      return kNoticeFields;
    case FieldTable::kTrials:
      break;
  }
  return kTrialFields;
}

// Of an enum: only trials have them.
const FieldSpec* SpecOf(Field field) {
  for (const FieldSpec& spec : kTrialFields) {
    if (spec.field == field) return &spec;
  }
  return nullptr;
}

const google::protobuf::EnumDescriptor* EnumOf(Field field) {
  switch (field) {
    case Field::kStatus:
      return v1::RecruitmentStatus_descriptor();
    case Field::kStudyType:
      return v1::StudyType_descriptor();
    case Field::kPhase:
      return v1::Phase_descriptor();
    case Field::kSex:
      return v1::Sex_descriptor();
    case Field::kSponsorClass:
      return v1::AgencyClass_descriptor();
    case Field::kAllocation:
      return v1::Allocation_descriptor();
    case Field::kMasking:
      return v1::Masking_descriptor();
    case Field::kEvClass:
      return v1::ProductClass_descriptor();
    default:
      return nullptr;
  }
}

}  // namespace

absl::Span<const FieldSpec> TrialFields() { return kTrialFields; }

const FieldSpec* FindField(FieldTable table, absl::string_view name) {
  for (const FieldSpec& spec : FieldsOf(table)) {
    if (absl::EqualsIgnoreCase(spec.name, name)) return &spec;
  }
  return nullptr;
}

std::string FieldNames(FieldTable table) {
  return absl::StrJoin(FieldsOf(table), ", ",
                       [](std::string* out, const FieldSpec& spec) { absl::StrAppend(out, spec.name); });
}

std::optional<int> ParseEnumValue(Field field, absl::string_view name) {
  const auto* descriptor = EnumOf(field);
  if (descriptor == nullptr) return std::nullopt;
  const std::string upper = absl::AsciiStrToUpper(name);
  const auto* value = descriptor->FindValueByName(upper);
  if (value == nullptr) value = descriptor->FindValueByName(absl::StrCat(SpecOf(field)->enum_prefix, upper));
  if (value == nullptr || value->number() == 0) return std::nullopt;
  return value->number();
}

std::string EnumValueName(Field field, int number) {
  const auto* descriptor = EnumOf(field);
  const auto* value = descriptor == nullptr || number == 0 ? nullptr : descriptor->FindValueByNumber(number);
  if (value == nullptr) return "";
  return std::string(absl::StripPrefix(value->name(), SpecOf(field)->enum_prefix));
}

std::vector<int> EnumValues(Field field) {
  const auto* descriptor = EnumOf(field);
  std::vector<int> values;
  for (int i = 0; descriptor != nullptr && i < descriptor->value_count(); ++i) {
    if (descriptor->value(i)->number() != 0) values.push_back(descriptor->value(i)->number());
  }
  return values;
}

std::string EnumValueNames(Field field) {
  return absl::StrJoin(EnumValues(field), ", ",
                       [field](std::string* out, int number) { absl::StrAppend(out, EnumValueName(field, number)); });
}

}  // namespace trialweave::query
