#ifndef TRIALWEAVE_STORE_DOCUMENT_DOCUMENT_COMMIT_H_
#define TRIALWEAVE_STORE_DOCUMENT_DOCUMENT_COMMIT_H_

#include "absl/status/status.h"
#include "store/commit/write_context.h"
#include "store/document/prepared_document.h"
#include "trialweave/v1/normalizer_service.pb.h"

namespace trialweave::store {

// Commits one document and says how it ended:
//   - its (run, ordinal) has an outcome: that outcome, and nothing changes;
//   - it is derived again: as rederivation_commit.h says;
//   - its delivery (source, container, place) became a record before: unchanged;
//   - it is no record: dead_lettered, again under the same name when it was before;
//   - a record: created, updated or unchanged, by what it does to its chain; a dead letter of the same delivery
//     is resolved.
// FAILED_PRECONDITION (STALE_FENCING_TOKEN, RUN_NOT_RUNNING); DATA_LOSS.
absl::Status CommitDocument(PreparedDocument& prepared, WriteContext& context, v1::DocumentAck* ack);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DOCUMENT_DOCUMENT_COMMIT_H_
