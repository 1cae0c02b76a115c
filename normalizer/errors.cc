#include "normalizer/errors.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace trialweave::normalizer {

using common::MakeError;

absl::Status StoreUnavailable(const absl::Status& cause) {
  return MakeError(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE",
                   absl::StrCat("the store's stream ended: ", common::Trimmed(std::string(cause.message()), 200),
                                "; send what has no answer again"));
}

absl::Status ShuttingDown() {
  return MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN",
                   "the normalizer is going down; send what has no answer again");
}

absl::Status ContentDigestMismatch(const std::string& run, uint64_t ordinal) {
  return MakeError(absl::StatusCode::kInvalidArgument, "CONTENT_DIGEST_MISMATCH",
                   absl::StrCat("content_sha256 of ", common::Trimmed(run), " ordinal ", ordinal,
                                " is not the digest of its content"));
}

absl::Status DocumentIncomplete(const std::string& what) {
  return MakeError(absl::StatusCode::kInvalidArgument, "DOCUMENT_INCOMPLETE",
                   absl::StrCat("the document has no ", what));
}

absl::Status ConfigInvalid(const std::string& what) {
  return MakeError(absl::StatusCode::kInvalidArgument, "CONFIG_INVALID", what);
}

}  // namespace trialweave::normalizer
