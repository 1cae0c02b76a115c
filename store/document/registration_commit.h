#ifndef TRIALWEAVE_STORE_DOCUMENT_REGISTRATION_COMMIT_H_
#define TRIALWEAVE_STORE_DOCUMENT_REGISTRATION_COMMIT_H_

#include "absl/status/statusor.h"
#include "store/commit/write_context.h"
#include "store/document/prepared_document.h"

namespace trialweave::store {

// Puts a registration's record into its chain; where that changes the registration's head, also the head, and where
// that changes what the registration states of others, the trials. Created when the registration is new, updated when
// the observation is a revision, else unchanged. DATA_LOSS.
absl::StatusOr<storage::v1::StoredOutcome> CommitRegistration(PreparedDocument& prepared, WriteContext& context);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DOCUMENT_REGISTRATION_COMMIT_H_
