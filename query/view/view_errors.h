#ifndef TRIALWEAVE_QUERY_VIEW_VIEW_ERRORS_H_
#define TRIALWEAVE_QUERY_VIEW_VIEW_ERRORS_H_

#include <cstdint>

#include "absl/status/status.h"

namespace trialweave::query {

// INVALID_ARGUMENT (PAGE_TOKEN_EXPIRED): the token's snapshot is not in the view.
absl::Status SnapshotExpired(uint64_t sequence, uint64_t newest);

// INTERNAL (CHANGELOG_GAP): `expected` was to come, `found` came.
absl::Status ChangelogGap(uint64_t expected, uint64_t found);

// INTERNAL (SNAPSHOT_INCOMPLETE): the snapshot of the state at `expected` ended with entry `found`.
absl::Status SnapshotIncomplete(uint64_t expected, uint64_t found);

// OUT_OF_RANGE (SEQUENCE_NOT_RETAINED): of changes after `after` only those after `from` are kept.
absl::Status ChangesNotRetained(uint64_t after, uint64_t from);

// OUT_OF_RANGE (SEQUENCE_AHEAD): the view is at `latest`, before `after`.
absl::Status SequenceAhead(uint64_t after, uint64_t latest);

// CANCELLED: the caller went away or its deadline passed.
absl::Status Cancelled();

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_VIEW_ERRORS_H_
