#ifndef TRIALWEAVE_STORE_VERIFICATION_CHANGELOG_CHECK_H_
#define TRIALWEAVE_STORE_VERIFICATION_CHANGELOG_CHECK_H_

#include "store/verification/verify_report.h"

namespace trialweave::store {

// The changelog has no gaps, its times never go back, and what its entries name can be read. The newest sequence; 0
// when it is empty.
uint64_t CheckChangelog(const Reader& reader, VerifyReport& report);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_VERIFICATION_CHANGELOG_CHECK_H_
