#ifndef TRIALWEAVE_STORE_HISTORY_TRIAL_HISTORY_H_
#define TRIALWEAVE_STORE_HISTORY_TRIAL_HISTORY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/history/read_point.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave::store {

// A trial at a read point: which registrations it has is what the store knew at `point.known`; of those it shows the
// ones of which a source had spoken by `point.as_of`, and the links between them. By the name that it had then, without
// "trials/". Nothing: there was no trial of this name, or nobody had spoken of it. Costs by its registrations'
// histories. DATA_LOSS.
absl::StatusOr<std::optional<v1::TrialRegistrations>> ReadTrialAt(const Reader& reader, const std::string& name,
                                                                  const ReadPoint& point);

// The same by a name that had gone into another trial by then, or by one of its registrations.
absl::StatusOr<std::optional<v1::TrialRegistrations>> FindTrialAt(const Reader& reader, const std::string& id,
                                                                  const ReadPoint& point);

// The name, without "trials/", that this trial had at a changelog sequence; empty where there was none. DATA_LOSS.
absl::StatusOr<std::string> FindTrialNameAt(const Reader& reader, const std::string& id, uint64_t sequence);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_HISTORY_TRIAL_HISTORY_H_
