#ifndef TRIALWEAVE_STORE_HISTORY_PAST_ROWS_H_
#define TRIALWEAVE_STORE_HISTORY_PAST_ROWS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/message_lite.h"
#include "store/database/database.h"
#include "store/format/keys.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {

// What a state, trial or membership was at a changelog sequence, if it has changed since: the first row of the past
// with `prefix` from `key` on, which names the sequence after it. False: it has not. DATA_LOSS.
absl::StatusOr<bool> ReadPast(const Reader& reader, const std::string& prefix, const std::string& key,
                              google::protobuf::MessageLite* message);

// Keeps what a state's record was before changelog sequence `until`, for reads of what was known then.
void KeepPastState(const ObservationKey& key, const std::string& content_digest, const storage::v1::StoredState& state,
                   uint64_t until, Transaction* transaction);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_HISTORY_PAST_ROWS_H_
