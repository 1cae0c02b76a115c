#ifndef TRIALWEAVE_STORE_LINKAGE_RELINK_H_
#define TRIALWEAVE_STORE_LINKAGE_RELINK_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/commit/write_context.h"
#include "store/database/database.h"
#include "store/linkage/match/match_model.h"
#include "trialweave/storage/v1/storage.pb.h"
#include "trialweave/v1/store_linkage.pb.h"

namespace trialweave::store {

// Which model linked the registrations, and how far another one has come. DATA_LOSS.
absl::StatusOr<storage::v1::StoredLinkage> ReadLinkage(const Reader& reader);

// Says of a store without registrations that the model linked them all. DATA_LOSS, UNAVAILABLE.
absl::Status MarkNewStore(Database& database, const MatchModel& model);

// Finds out which trials linking all registrations again would change, from what the reader sees: every head is read,
// compared and clustered anew. `tell` gets progress and changes; false ends it. Memory: about 1 KiB a registration.
absl::StatusOr<v1::RelinkSummary> PlanRelink(const Reader& reader, const MatchModel& model,
                                             const std::function<bool(const v1::RelinkResponse&)>& tell);

// Links again the registrations behind where the last step ended, some hundred of them; each step is a change of its
// own, and what was cut off goes on with the next one. `*done` counts up; true when none is left.
absl::Status RelinkStep(WriteContext& context, uint64_t* done, bool* finished);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_RELINK_H_
