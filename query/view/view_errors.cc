#include "query/view/view_errors.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace trialweave::query {

absl::Status SnapshotExpired(uint64_t sequence, uint64_t newest) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_EXPIRED",
                           absl::StrCat("page_token: its snapshot, sequence ", sequence,
                                        ", is no longer kept (newest: ", newest, "); start again without page_token"),
                           {{"sequence", absl::StrCat(sequence)}});
}

absl::Status ChangelogGap(uint64_t expected, uint64_t found) {
  return common::MakeError(absl::StatusCode::kInternal, "CHANGELOG_GAP",
                           absl::StrCat("changelog entry ", expected, " is missing: ", found, " came"));
}

absl::Status SnapshotIncomplete(uint64_t expected, uint64_t found) {
  return common::MakeError(
      absl::StatusCode::kInternal, "SNAPSHOT_INCOMPLETE",
      absl::StrCat("the snapshot of the state at sequence ", expected, " ended with entry ", found));
}

absl::Status ChangesNotRetained(uint64_t after, uint64_t from) {
  return common::MakeError(
      absl::StatusCode::kOutOfRange, "SEQUENCE_NOT_RETAINED",
      absl::StrCat("after_sequence: changes after ", after, " are no longer kept, only those after ", from,
                   "; begin again with initial_state"),
      {{"after_sequence", absl::StrCat(after)}, {"retained_after", absl::StrCat(from)}});
}

absl::Status SequenceAhead(uint64_t after, uint64_t latest) {
  return common::MakeError(absl::StatusCode::kOutOfRange, "SEQUENCE_AHEAD",
                           absl::StrCat("after_sequence: ", after, " is not in the view yet, which is at ", latest),
                           {{"after_sequence", absl::StrCat(after)}, {"sequence", absl::StrCat(latest)}});
}

absl::Status Cancelled() {
  return common::MakeError(absl::StatusCode::kCancelled, "CANCELLED", "the caller went away");
}

}  // namespace trialweave::query
