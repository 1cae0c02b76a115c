#ifndef TRIALWEAVE_STORE_LINKAGE_LINKAGE_LISTINGS_H_
#define TRIALWEAVE_STORE_LINKAGE_LINKAGE_LISTINGS_H_

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/linkage/match/match_model.h"
#include "trialweave/v1/store_linkage.pb.h"

namespace trialweave::store {

// Newest first. INVALID_ARGUMENT (INVALID_FIELD, PAGE_TOKEN_INVALID); DATA_LOSS.
absl::StatusOr<v1::ListDecisionsResponse> ListDecisions(const Reader& reader, const v1::ListDecisionsRequest& request);

// Pairs of two trials whose score is near the threshold or above it, on which no decision holds; those nearest to the
// threshold first, ties by identifier. Costs by all likenesses that are kept: a scan of them. The codes of
// ListDecisions.
absl::StatusOr<v1::ListReviewQueueResponse> ListReviewQueue(const Reader& reader, const MatchModel& model,
                                                            const v1::ListReviewQueueRequest& request);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_LINKAGE_LISTINGS_H_
