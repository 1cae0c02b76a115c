#ifndef TRIALWEAVE_STORE_HISTORY_ABSENCE_HISTORY_H_
#define TRIALWEAVE_STORE_HISTORY_ABSENCE_HISTORY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "store/database/database.h"
#include "store/history/read_point.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::store {

// From which sets' complete snapshots a registration is absent, by those up to `point.as_of` that were known at
// `point.known`; by set. Reads the registration's row of each set, and of a set that it is in the snapshots back to the
// newest one that has it. DATA_LOSS.
absl::StatusOr<std::vector<v1::Absence>> ReadAbsencesAt(const Reader& reader, const std::string& registration_id,
                                                        const ReadPoint& point);

// Times of the snapshots, known at `point.known`, of the sets that have had the registration. DATA_LOSS.
absl::StatusOr<std::vector<absl::Time>> ReadSnapshotTimes(const Reader& reader, const std::string& registration_id,
                                                          const ReadPoint& point);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_HISTORY_ABSENCE_HISTORY_H_
