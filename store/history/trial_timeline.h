#ifndef TRIALWEAVE_STORE_HISTORY_TRIAL_TIMELINE_H_
#define TRIALWEAVE_STORE_HISTORY_TRIAL_TIMELINE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "trialweave/v1/trial_stream.pb.h"

namespace trialweave::store {

// The next revisions of a trial, by its name without "trials/": one for each changelog sequence after `after` and up to
// `known` from which on it, as it is read at that sequence, may be another: its membership is, or the head of a
// registration in it. One without registrations says that they have gone into another trial. At most `limit`, oldest
// first; where the store does not know what was known when, the history begins with what held at the first sequence of
// which it does. Costs by the histories of the registrations that were in it, and reads only the heads that are
// returned and as many more as the number of revisions has digits. DATA_LOSS.
absl::StatusOr<std::vector<v1::TrialRevision>> ReadTrialTimeline(const Reader& reader, const std::string& name,
                                                                 uint64_t known, uint64_t after, size_t limit);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_HISTORY_TRIAL_TIMELINE_H_
