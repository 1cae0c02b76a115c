#ifndef TRIALWEAVE_STORE_HISTORY_REGISTRATION_TIMELINE_H_
#define TRIALWEAVE_STORE_HISTORY_REGISTRATION_TIMELINE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/history/read_point.h"
#include "trialweave/v1/history.pb.h"

namespace trialweave::store {

// What a registration's sources had said, version by version in the order of the times of observation, each with what
// changed since the one before; as was known at `point`, and of versions up to its as_of. Empty: nothing was known.
// Costs by the registration's own history. DATA_LOSS.
absl::StatusOr<std::vector<v1::RegistrationRevision>> ReadTimeline(const Reader& reader,
                                                                   const std::string& registration_id,
                                                                   const ReadPoint& point);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_HISTORY_REGISTRATION_TIMELINE_H_
