#ifndef TRIALWEAVE_STORE_VERIFICATION_CHAIN_CHECK_H_
#define TRIALWEAVE_STORE_VERIFICATION_CHAIN_CHECK_H_

#include "store/verification/verify_report.h"

namespace trialweave::store {

// Chains of registrations, publications' entries and notices are the run-length encoding of their observations, every
// content has its state, every state its archived bytes.
void CheckChains(const Reader& reader, VerifyReport& report);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_VERIFICATION_CHAIN_CHECK_H_
