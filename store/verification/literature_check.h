#ifndef TRIALWEAVE_STORE_VERIFICATION_LITERATURE_CHECK_H_
#define TRIALWEAVE_STORE_VERIFICATION_LITERATURE_CHECK_H_

#include "store/verification/verify_report.h"

namespace trialweave::store {

// Publications divide the entries, the index of keys is that of the entries, and the newest revisions of publications
// and notices can be read.
void CheckLiterature(const Reader& reader, VerifyReport& report);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_VERIFICATION_LITERATURE_CHECK_H_
