#ifndef TRIALWEAVE_STORE_REDERIVATION_REDERIVATION_COMMIT_H_
#define TRIALWEAVE_STORE_REDERIVATION_REDERIVATION_COMMIT_H_

#include "absl/status/statusor.h"
#include "store/commit/write_context.h"
#include "store/document/prepared_document.h"

namespace trialweave::store {

// Puts what was derived again from an archived document in the place of what was derived before: its observations
// show the new content, chains, heads and links follow, all marked as re-derived. Nothing is observed anew. The store
// ends as if the observations had been read so at first. Updated when anything changes, else unchanged; unchanged as
// well when the document was derived again already. Dead-lettered, and left as it was, when it is no record any more
// or another one. DATA_LOSS.
absl::StatusOr<storage::v1::StoredOutcome> CommitRederivation(PreparedDocument& prepared, WriteContext& context);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_REDERIVATION_REDERIVATION_COMMIT_H_
