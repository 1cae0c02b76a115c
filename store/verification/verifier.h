#ifndef TRIALWEAVE_STORE_VERIFICATION_VERIFIER_H_
#define TRIALWEAVE_STORE_VERIFICATION_VERIFIER_H_

#include <functional>

#include "store/database/database.h"
#include "trialweave/v1/store_admin.pb.h"

namespace trialweave::store {

// Checks a database as of the call: its files (unless `skip_files`), what docs/on-disk-format.md says holds between
// families, and the totals; computes the content digest. `on_event` gets progress and violations, and ends it by
// returning false. Reads everything; thread-safe like its database.
v1::VerifySummary VerifyDatabase(const Database& database, bool skip_files,
                                 const std::function<bool(const v1::VerifyStoreResponse&)>& on_event);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_VERIFICATION_VERIFIER_H_
