#ifndef TRIALWEAVE_QUERY_BATCH_H_
#define TRIALWEAVE_QUERY_BATCH_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "query/read_mask.h"
#include "trialweave/v1/query_service.pb.h"

// What BatchGetTrials asks for and how much it may answer, whoever answers it.
namespace trialweave::query {

inline constexpr int kMaxBatchNames = 1000;
// Of the trials of one batch; below what a message may be (common/channel.h).
inline constexpr size_t kMaxBatchBytes = 48 << 20;

// The ids in a batch's names. INVALID_ARGUMENT: BATCH_SIZE_INVALID, NAME_INVALID.
absl::StatusOr<std::vector<std::string>> BatchIds(const v1::BatchGetTrialsRequest& request);

// Adds what `mask` leaves of a trial; `bytes` counts the batch's. RESOURCE_EXHAUSTED (BATCH_TOO_LARGE).
absl::Status AddToBatch(v1::Trial trial, const ReadMask& mask, size_t* bytes, v1::BatchGetTrialsResponse* response);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_BATCH_H_
