#ifndef TRIALWEAVE_STORE_SNAPSHOT_SNAPSHOT_COMMIT_H_
#define TRIALWEAVE_STORE_SNAPSHOT_SNAPSHOT_COMMIT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "store/commit/write_context.h"
#include "trialweave/v1/store_service.pb.h"

// A complete snapshot on its way into the store: first its new members in steps of bounded size, which nothing sees
// yet; then, in one, the snapshot and all that follows from it.
namespace trialweave::store {

// Members that one step enters.
inline constexpr size_t kMembersPerStep = 4096;

// INVALID_ARGUMENT (INVALID_FIELD): the set has no name of 1 to 128 visible ASCII characters, the time is missing or
// out of range, the ordinals are none.
absl::Status CheckSnapshot(const v1::RecordSnapshotRequest& request);

// Writes the presence of those of `members` that are new to the set. Such a row does not count before its snapshot
// is recorded; should that never happen, the next snapshot of the set replaces or removes it. FAILED_PRECONDITION
// (STALE_FENCING_TOKEN, RUN_NOT_RUNNING); DATA_LOSS.
absl::Status EnterMembers(const v1::RecordSnapshotRequest& request, absl::Span<const std::string> members,
                          WriteContext& context);

// Records the snapshot with its `members`, which are sorted: its own row, the presence of every registration of the
// set that it adds to or takes away from, and the heads whose absence that changes. Reads the set, writes what
// changes. FAILED_PRECONDITION as above, and ORDINALS_MISSING; DATA_LOSS.
absl::Status CommitSnapshot(const v1::RecordSnapshotRequest& request, const std::vector<std::string>& members,
                            WriteContext& context, v1::RecordSnapshotResponse* response);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_SNAPSHOT_SNAPSHOT_COMMIT_H_
