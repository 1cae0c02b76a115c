#ifndef TRIALWEAVE_STORE_HISTORY_KNOWN_CHAINS_H_
#define TRIALWEAVE_STORE_HISTORY_KNOWN_CHAINS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/chain/chain.h"
#include "store/database/database.h"
#include "store/format/keys.h"
#include "store/history/read_point.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {

// Chains of one registration, oldest span first.
using KnownChains = std::map<ObservationKey, std::vector<Span>>;

// The chains of a registration as they were known, and derived, at `point`; as_of does not matter here. Those of the
// registration itself when nothing has changed since; else read from its own observations. DATA_LOSS.
absl::StatusOr<KnownChains> ReadKnownChains(const Reader& reader, const std::string& registration_id,
                                            const storage::v1::StoredRegistration& stored, const ReadPoint& point);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_HISTORY_KNOWN_CHAINS_H_
