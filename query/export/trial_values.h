#ifndef TRIALWEAVE_QUERY_EXPORT_TRIAL_VALUES_H_
#define TRIALWEAVE_QUERY_EXPORT_TRIAL_VALUES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "trialweave/v1/evidence.pb.h"
#include "trialweave/v1/types.pb.h"

// Values of trials as files of exports write them.
namespace trialweave::query {

using LocalizedTexts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

// The first text of `language`; empty when there is none.
absl::string_view TextIn(const LocalizedTexts& texts, absl::string_view language);
// The English text, else the first one.
absl::string_view PreferredText(const LocalizedTexts& texts);

// "day", "month" or "year"; empty without a date.
absl::string_view PrecisionOf(const v1::PartialDate& date);

// "1e9 to 5e9 particles/mL", in the units of the text; empty when there is no certain reading.
std::string DoseReading(const v1::DoseFact& dose);
// "exact", "inferred" or "ambiguous".
absl::string_view CertaintyWord(v1::DoseCertainty certainty);
// "womac (primary) at 12 weeks, 24 weeks".
std::string EndpointText(const v1::Fact& fact);

// The page of a registration: the registry's own where its address follows from the identifier, else the WHO
// portal's of registries that it takes in; empty for others, and for what is no registration's identifier.
std::string RegistrationPage(absl::string_view registration_id);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_EXPORT_TRIAL_VALUES_H_
