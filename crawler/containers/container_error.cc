#include "crawler/containers/container_error.h"

#include <string>

#include "common/status.h"

namespace trialweave::crawler {
namespace {

constexpr char kUnreadable[] = "CONTAINER_UNREADABLE";
constexpr char kTruncated[] = "CONTAINER_TRUNCATED";
constexpr char kMalformed[] = "CONTAINER_MALFORMED";
constexpr char kLimitExceeded[] = "CONTAINER_LIMIT_EXCEEDED";

v1::DeadLetterReason ReasonOf(const absl::Status& status) {
  const std::string reason = common::ErrorReason(status);
  if (reason == kUnreadable) return v1::DEAD_LETTER_REASON_UNREADABLE;
  if (reason == kTruncated) return v1::DEAD_LETTER_REASON_TRUNCATED;
  if (reason == kMalformed) return v1::DEAD_LETTER_REASON_MALFORMED;
  if (reason == kLimitExceeded) return v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED;
  return v1::DEAD_LETTER_REASON_INTERNAL;
}

}  // namespace

absl::Status UnreadableError(absl::string_view message) {
  return common::MakeError(absl::StatusCode::kUnavailable, kUnreadable, std::string(message));
}

absl::Status TruncatedError(absl::string_view message) {
  return common::MakeError(absl::StatusCode::kDataLoss, kTruncated, std::string(message));
}

absl::Status MalformedError(absl::string_view message) {
  return common::MakeError(absl::StatusCode::kDataLoss, kMalformed, std::string(message));
}

absl::Status LimitExceededError(absl::string_view message) {
  return common::MakeError(absl::StatusCode::kResourceExhausted, kLimitExceeded, std::string(message));
}

v1::DeadLetterCause CauseOf(const absl::Status& status, uint64_t offset) {
  return MakeCause(ReasonOf(status), std::string(status.message()), offset);
}

v1::DeadLetterCause MakeCause(v1::DeadLetterReason reason, absl::string_view message, uint64_t offset) {
  v1::DeadLetterCause cause;
  cause.set_reason(reason);
  cause.set_message(std::string(message));
  cause.set_offset(offset);
  return cause;
}

}  // namespace trialweave::crawler
