#ifndef TRIALWEAVE_QUERY_FILTER_FIELD_H_
#define TRIALWEAVE_QUERY_FILTER_FIELD_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace trialweave::query {

// What is filtered: each kind has fields of its own.
enum class FieldTable { kTrials, kPublications, kNotices };

// What a filter can ask. docs/filters.md describes each.
enum class Field {
  kAnyText,
  kName,
  kRegistration,
  kRegistry,
  kRelated,
  kDisagreement,
  kStatus,
  kStudyType,
  kPhase,
  kSex,
  kSponsorClass,
  kAllocation,
  kMasking,
  kInterventionType,
  kCountry,
  kCity,
  kFacility,
  kEnrollment,
  kHasResults,
  kAbsent,
  kStartDate,
  kPrimaryCompletionDate,
  kCompletionDate,
  kRegistered,
  kUpdated,
  kResultsDate,
  kTitle,
  kSummary,
  kCondition,
  kIntervention,
  kOutcome,
  kSponsor,
  kLeadSponsor,
  kKeyword,
  // EV facts.
  kEvClass,
  kEvSource,
  kEvDonor,
  kEvIsolation,
  kEvRoute,
  kEvSite,
  kEvCondition,
  kEvEndpoint,
  kEvComparator,
  kEvEvidenceType,
  kEvIndStatus,
  kEvIvdStatus,
  kEvAcceptanceNumber,
  kEvRegistrationNumber,
  kEvDose,
  // Of publications and notices.
  kPmid,
  kDoi,
  kAccession,
  kTrialId,
  kSource,
  kYear,
  kDate,
  kDeleted,
  kAbstract,
  kAuthor,
  kJournal,
  kType,
  kAuthority,
  kNumber,
  kKind,
  kBody,
  kCompany,
  kProduct,
  kSubject,
};

// How a field's values are written and compared.
enum class FieldKind {
  // A name of an enum, in any case.
  kEnum,
  // A short code, compared without regard to ASCII case.
  kCode,
  kNumber,
  kBool,
  kDate,
  // Words: see folded_text.h.
  kText,
};

// FieldSpec is a row of the table of fields.
struct FieldSpec {
  const char* name;
  Field field;
  FieldKind kind;
  // Prefix of the enum's value names; else empty.
  const char* enum_prefix;
};

// All fields of trials.
absl::Span<const FieldSpec> TrialFields();

// By name, ASCII case ignored; nullptr when there is none.
const FieldSpec* FindField(FieldTable table, absl::string_view name);

// All names, for error messages: "status, study_type, ...".
std::string FieldNames(FieldTable table);

// The number of an enum's value by its name with or without its prefix, in any case: "recruiting" is 2 for
// kStatus. nullopt when there is none (and for UNSPECIFIED: unknown is asked for with NOT status:*).
std::optional<int> ParseEnumValue(Field field, absl::string_view name);

// The values of an enum field, in the enum's order; empty for other fields.
std::vector<int> EnumValues(Field field);

// All names of an enum field, for error messages.
std::string EnumValueNames(Field field);

// The name without its prefix: "RECRUITING". Empty for 0 and numbers that the enum does not have.
std::string EnumValueName(Field field, int number);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FILTER_FIELD_H_
