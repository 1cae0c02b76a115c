#ifndef TRIALWEAVE_STORE_DRIFT_SOURCE_DRIFT_H_
#define TRIALWEAVE_STORE_DRIFT_SOURCE_DRIFT_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/commit/write_context.h"
#include "store/format/keys.h"
#include "trialweave/v1/store_service.pb.h"

// Whether a source's documents still have the fields that they had: drift_rules.h says what counts.
namespace trialweave::store {

// The drifts of a run by the source of its documents.
using SourceDrifts = std::map<std::string, std::vector<v1::FieldDrift>>;

// Judges a run that ends, by format, against the accepted fields. One that succeeds and shows no drift adds to them, so
// the first one makes them. One that does becomes INCOMPLETE and names the drifts.
absl::StatusOr<SourceDrifts> JudgeFields(const RunKey& key, v1::Run* run, WriteContext& context);

// Makes the run's sources, its own included, DRIFTED where there are drifts, and no longer where there are none. With
// drifts the checkpoint is again what it was when the run began.
absl::Status MarkDrifts(const RunKey& key, const storage::v1::StoredRun& run, SourceDrifts drifts,
                        WriteContext& context);

// As store_service.proto says.
absl::Status AcceptFieldProfile(const v1::AcceptFieldProfileRequest& request, WriteContext& context,
                                v1::AcceptFieldProfileResponse* response);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_DRIFT_SOURCE_DRIFT_H_
