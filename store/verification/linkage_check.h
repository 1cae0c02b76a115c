#ifndef TRIALWEAVE_STORE_VERIFICATION_LINKAGE_CHECK_H_
#define TRIALWEAVE_STORE_VERIFICATION_LINKAGE_CHECK_H_

#include "store/database/database.h"
#include "store/verification/verify_report.h"

namespace trialweave::store {

// What links registrations: likenesses and decisions look the same from both sides, and clustering them anew gives the
// trials that are stored. The latter only where the programme's own model linked them.
void CheckLinkage(const Reader& reader, VerifyReport& report);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_VERIFICATION_LINKAGE_CHECK_H_
