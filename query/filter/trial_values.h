#ifndef TRIALWEAVE_QUERY_FILTER_TRIAL_VALUES_H_
#define TRIALWEAVE_QUERY_FILTER_TRIAL_VALUES_H_

#include <cstdint>
#include <functional>
#include <optional>

#include "absl/strings/string_view.h"
#include "query/filter/field.h"
#include "trialweave/v1/trial.pb.h"

// What a trial's merged view states in each field of docs/filters.md: filters, the index and facets read it here, so
// that they agree. Nothing is visited for a field of another kind.
namespace trialweave::query {

using TextVisit = std::function<bool(absl::string_view)>;

// Values of an enum field, UNSPECIFIED left out; twice where the trial says it twice.
void VisitEnums(Field field, const v1::Trial& trial, const std::function<void(int)>& visit);

// Values of a code field as they stand in the trial, empty ones left out. Of kRegistration the identifiers of
// registrations that are there; those that are only stated are v1::Trial::absent_registration_ids.
void VisitCodes(Field field, const v1::Trial& trial, const std::function<void(absl::string_view)>& visit);

// Calls `visit` for each text of the field until it returns true; whether it did. kAnyText is all texts and the
// registrations' identifiers.
bool VisitTexts(Field field, const v1::Trial& trial, const TextVisit& visit);

// nullopt: not stated.
std::optional<int64_t> NumberOf(Field field, const v1::Trial& trial);
std::optional<bool> BoolOf(Field field, const v1::Trial& trial);
// Without a date when it is not stated.
const v1::StudyDate& DateOf(Field field, const v1::Trial& trial);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FILTER_TRIAL_VALUES_H_
