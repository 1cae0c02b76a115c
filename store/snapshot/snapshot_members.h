#ifndef TRIALWEAVE_STORE_SNAPSHOT_SNAPSHOT_MEMBERS_H_
#define TRIALWEAVE_STORE_SNAPSHOT_SNAPSHOT_MEMBERS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/format/keys.h"

namespace trialweave::store {

// Identifiers of the registrations that the ordinals `first` to `last` of a run became, sorted, each once. About 64
// bytes each. FAILED_PRECONDITION: ORDINALS_MISSING (one has no outcome), SNAPSHOT_INCOMPLETE (one is a dead letter);
// DATA_LOSS.
absl::StatusOr<std::vector<std::string>> ReadSnapshotMembers(const Reader& reader, const RunKey& run, uint64_t first,
                                                             uint64_t last);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_SNAPSHOT_SNAPSHOT_MEMBERS_H_
