#ifndef TRIALWEAVE_STORE_VERIFICATION_TRIAL_CHECK_H_
#define TRIALWEAVE_STORE_VERIFICATION_TRIAL_CHECK_H_

#include "store/verification/verify_report.h"

namespace trialweave::store {

// Registrations with their newest heads; membership is a partition of them and agrees with trials; names resolve;
// identifiers are indexed both ways and are those of the heads.
void CheckTrials(const Reader& reader, VerifyReport& report);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_VERIFICATION_TRIAL_CHECK_H_
