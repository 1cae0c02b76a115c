#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_ROW_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_ROW_H_

#include "normalizer/formats/ictrp_fields.h"
#include "normalizer/formats/parse_result.h"
#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// Reads a row of WHO ICTRP, whichever file it comes from, into `builder`, which is spent then. EU CTR rows are one
// per country: the country goes to country_part. Contacts are never kept. Causes: NO_IDENTIFIER, LIMIT_EXCEEDED.
ParseResult ParseIctrpRow(const IctrpFields& row, RegistrationBuilder* builder);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_ROW_H_
