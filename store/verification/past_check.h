#ifndef TRIALWEAVE_STORE_VERIFICATION_PAST_CHECK_H_
#define TRIALWEAVE_STORE_VERIFICATION_PAST_CHECK_H_

#include "store/database/database.h"
#include "store/verification/verify_report.h"

namespace trialweave::store {

// What history reads by: the rows of `past`, and the sequences that heads and observations say.
void CheckPast(const Reader& reader, VerifyReport& report);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_VERIFICATION_PAST_CHECK_H_
