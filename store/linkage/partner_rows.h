#ifndef TRIALWEAVE_STORE_LINKAGE_PARTNER_ROWS_H_
#define TRIALWEAVE_STORE_LINKAGE_PARTNER_ROWS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/commit/write_context.h"
#include "store/database/database.h"
#include "store/linkage/match/match_record.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {

// None when it is like nobody.
absl::StatusOr<storage::v1::StoredPartners> ReadPartners(const Reader& reader, const std::string& id);

// What of a registration is compared with others. NOT_FOUND; DATA_LOSS.
absl::StatusOr<MatchRecord> ReadMatchRecord(const Reader& reader, const std::string& id);

// Takes what a registration says now, finds who is like it with the context's matcher, and brings the rows of all up to
// date. True when anything changed; with `again`, it looks even if the registration says what it said before.
absl::StatusOr<bool> UpdatePartners(MatchRecord record, bool again, WriteContext& context);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_PARTNER_ROWS_H_
