#ifndef TRIALWEAVE_STORE_VERIFICATION_PRESENCE_CHECK_H_
#define TRIALWEAVE_STORE_VERIFICATION_PRESENCE_CHECK_H_

#include "store/verification/verify_report.h"

namespace trialweave::store {

// What complete snapshots lack shows in the registrations, and nothing else does.
void CheckPresence(const Reader& reader, VerifyReport& report);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_VERIFICATION_PRESENCE_CHECK_H_
