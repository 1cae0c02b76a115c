#ifndef TRIALWEAVE_STORE_LITERATURE_NOTICE_COMMIT_H_
#define TRIALWEAVE_STORE_LITERATURE_NOTICE_COMMIT_H_

#include <string>

#include "absl/status/statusor.h"
#include "store/commit/write_context.h"
#include "store/document/origin.h"
#include "store/document/prepared_document.h"

namespace trialweave::store {

// Puts a notice's record into its chain, and where that changes the notice, that. Created when the notice is new,
// updated when the observation is a revision, else unchanged. DATA_LOSS.
absl::StatusOr<storage::v1::StoredOutcome> CommitNotice(PreparedDocument& prepared, WriteContext& context);

// Makes the notice what its chains, which have changed for the reason `origin`, say now; the caller writes `stored`.
// DATA_LOSS.
absl::Status ChangeNotice(const std::string& key, Origin origin, storage::v1::StoredNotice* stored,
                          WriteContext& context);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LITERATURE_NOTICE_COMMIT_H_
