#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CTIS_AGES_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CTIS_AGES_H_

#include <string_view>

#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// Sets the age limits from CTIS's groups, "0-17 years", "18-64 years", "65+ years", "In utero", in any order: the
// youngest and the oldest of them. A group that is none of these leaves the limits out and is listed as unmapped.
void AddCtisAges(RegistrationBuilder* builder, std::string_view printed, const Where& where);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CTIS_AGES_H_
