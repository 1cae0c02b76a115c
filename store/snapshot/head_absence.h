#ifndef TRIALWEAVE_STORE_SNAPSHOT_HEAD_ABSENCE_H_
#define TRIALWEAVE_STORE_SNAPSHOT_HEAD_ABSENCE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "store/commit/write_context.h"
#include "store/snapshot/presence.h"

namespace trialweave::store {

// Gives a registration's head another absence from `set`, or none: a head revision of the same content. DATA_LOSS
// (REFERENCE_BROKEN): there is no such registration.
absl::Status SetHeadAbsence(const std::string& registration_id, const std::string& set,
                            const std::optional<OpenAbsence>& absence, WriteContext& context);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_SNAPSHOT_HEAD_ABSENCE_H_
