#ifndef TRIALWEAVE_QUERY_SEARCH_SEARCH_ERRORS_H_
#define TRIALWEAVE_QUERY_SEARCH_SEARCH_ERRORS_H_

#include <string>

#include "absl/status/status.h"

namespace trialweave::query {

// INVALID_ARGUMENT (SEARCH_QUERY_INVALID): too long.
absl::Status SearchQueryInvalid(const std::string& why);
// UNAVAILABLE (SEARCH_NOT_READY): the text index is being built.
absl::Status SearchNotReady();
// ABORTED (TEXT_SNAPSHOT_GONE): the index has moved on.
absl::Status TextSnapshotGone();
// UNAVAILABLE (SEARCH_INDEX_FAILED): the disk does not take it or give it back.
absl::Status SearchIndexFailed(const std::string& why);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_SEARCH_ERRORS_H_
