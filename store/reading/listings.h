#ifndef TRIALWEAVE_STORE_READING_LISTINGS_H_
#define TRIALWEAVE_STORE_READING_LISTINGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "trialweave/v1/store_admin.pb.h"
#include "trialweave/v1/store_service.pb.h"

// What the store answers about itself without changing; the codes are those of store_service.proto.
namespace trialweave::store {

absl::StatusOr<v1::GetRunResponse> GetRun(const Reader& reader, const v1::GetRunRequest& request);
// Newest first, in pages. INVALID_ARGUMENT: a page token of another request.
absl::StatusOr<v1::ListRunsResponse> ListRuns(const Reader& reader, const v1::ListRunsRequest& request);
absl::StatusOr<v1::ListDeadLettersResponse> ListDeadLetters(const Reader& reader,
                                                            const v1::ListDeadLettersRequest& request);
absl::StatusOr<v1::GetSourceStateResponse> GetSourceState(const Reader& reader,
                                                          const v1::GetSourceStateRequest& request);
// Without the sequence.
absl::StatusOr<v1::ListSourceStatesResponse> ListSourceStates(const Reader& reader);
// Checks that the bytes have the digest. FAILED_PRECONDITION (REDACTED): they were erased.
absl::StatusOr<v1::ReadRawResponse> ReadRaw(const Reader& reader, const v1::ReadRawRequest& request);
absl::StatusOr<v1::GetDeadLetterResponse> GetDeadLetter(const Reader& reader, const v1::GetDeadLetterRequest& request);
// Counts, without sequence and digest.
absl::StatusOr<v1::GetStoreStatusResponse> ReadCounts(const Reader& reader);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_READING_LISTINGS_H_
