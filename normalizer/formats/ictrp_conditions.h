#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_CONDITIONS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_CONDITIONS_H_

#include <string_view>

#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// Reads ICTRP's conditions, parted by semicolons. EU CTR puts its coding behind them: each MedDRA term becomes a
// condition with its code (version, level and organ class have no place in the model), the therapeutic area a keyword.
void ReadIctrpConditions(RegistrationBuilder* builder, std::string_view printed, const Where& where);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_CONDITIONS_H_
