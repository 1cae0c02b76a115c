#ifndef TRIALWEAVE_STORE_VERIFICATION_LEDGER_CHECK_H_
#define TRIALWEAVE_STORE_VERIFICATION_LEDGER_CHECK_H_

#include "store/verification/verify_report.h"

namespace trialweave::store {

// Every run's sums are those of its outcomes and records, its place in the order of all runs is there, and what was
// delivered became something that is there.
void CheckLedger(const Reader& reader, VerifyReport& report);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_VERIFICATION_LEDGER_CHECK_H_
