#ifndef TRIALWEAVE_STORE_LEDGER_RUN_LEDGER_H_
#define TRIALWEAVE_STORE_LEDGER_RUN_LEDGER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "store/commit/write_context.h"
#include "store/format/keys.h"
#include "trialweave/v1/store_service.pb.h"

// The accounting of runs: which ordinal ended how, up to which ordinal all have, and what that adds up to.
namespace trialweave::store {

// The run, for a document or report that carries this token. FAILED_PRECONDITION: STALE_FENCING_TOKEN (the
// source's lease has a newer token, or the run another), RUN_NOT_RUNNING (nobody has started it).
absl::StatusOr<const storage::v1::StoredRun*> FindRun(const RunKey& key, uint64_t fencing_token, WriteContext& context);

// How an ordinal ended; nothing when it has not.
absl::StatusOr<std::optional<storage::v1::StoredOutcome>> FindOutcome(const RunKey& key, uint64_t ordinal,
                                                                      WriteContext& context);

// Enters the outcome of a document whose ordinal has none; a fragment counts as no distinct record. Advances the
// watermark, the highest ordinal below which none is missing, over what came before its turn.
absl::Status RecordOutcome(const RunKey& key, const v1::RecordDocument& document,
                           const storage::v1::StoredOutcome& outcome, WriteContext& context);

// Counts by outcome of the ordinals 1 to `up_to`, which is at most the watermark. Costs by the distance to the
// watermark or to the last checkpoint, whichever is nearer.
absl::StatusOr<v1::OutcomeCounts> CountsUpTo(const RunKey& key, const storage::v1::StoredRun& run, uint64_t up_to,
                                             WriteContext& context);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LEDGER_RUN_LEDGER_H_
