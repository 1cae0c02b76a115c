#include "query/search/search_errors.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace trialweave::query {

absl::Status SearchQueryInvalid(const std::string& why) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "SEARCH_QUERY_INVALID",
                           absl::StrCat("query: ", why, "; search for fewer words, or use a filter"));
}

absl::Status SearchNotReady() {
  return common::MakeError(absl::StatusCode::kUnavailable, "SEARCH_NOT_READY",
                           "the text index is still being built; retry, or list with a filter");
}

absl::Status TextSnapshotGone() {
  return common::MakeError(absl::StatusCode::kAborted, "TEXT_SNAPSHOT_GONE",
                           "the text index moved on during the search; retry");
}

absl::Status SearchIndexFailed(const std::string& why) {
  return common::MakeError(absl::StatusCode::kUnavailable, "SEARCH_INDEX_FAILED", absl::StrCat("text index: ", why));
}

}  // namespace trialweave::query
