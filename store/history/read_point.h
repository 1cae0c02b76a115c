#ifndef TRIALWEAVE_STORE_HISTORY_READ_POINT_H_
#define TRIALWEAVE_STORE_HISTORY_READ_POINT_H_

#include <cstdint>
#include <optional>

#include "absl/time/time.h"

namespace trialweave::store {

// ReadPoint says when a read is: on the clock of the sources, and on the store's own. The two are never mixed.
struct ReadPoint {
  // What the sources said up to this time; nothing for what they say.
  std::optional<absl::Time> as_of;
  // What the store knew at this changelog sequence: which observations, snapshots and memberships.
  uint64_t known = 0;
  // As what it read archived documents at this one. Another one than `known` only to compare what was known at two
  // sequences without what deriving documents again changed in between.
  uint64_t derived = 0;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_HISTORY_READ_POINT_H_
