#ifndef TRIALWEAVE_STORE_READING_SEQUENCE_H_
#define TRIALWEAVE_STORE_READING_SEQUENCE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "store/database/database.h"

namespace trialweave::store {

// Newest changelog sequence that `reader` sees; 0 when there is none. DATA_LOSS, UNAVAILABLE.
absl::StatusOr<uint64_t> NewestSequence(const Reader& reader);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_READING_SEQUENCE_H_
