#ifndef TRIALWEAVE_STORE_CHANGELOG_ENTRY_INFLATION_H_
#define TRIALWEAVE_STORE_CHANGELOG_ENTRY_INFLATION_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "trialweave/storage/v1/storage.pb.h"
#include "trialweave/v1/changelog.pb.h"

namespace trialweave::store {

// An entry as readers see it: with the head, publication or notice that it names. DATA_LOSS (REFERENCE_BROKEN): that is
// not there, or the entry has no change; and those of Reader::Read.
absl::StatusOr<v1::ChangelogEntry> InflateEntry(const Reader& reader, uint64_t sequence,
                                                storage::v1::StoredEntry stored);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_CHANGELOG_ENTRY_INFLATION_H_
