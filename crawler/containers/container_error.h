#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_CONTAINER_ERROR_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_CONTAINER_ERROR_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::crawler {

// What can be wrong with a container below its format. Each has a dead-letter reason.
absl::Status UnreadableError(absl::string_view message);     // UNAVAILABLE (CONTAINER_UNREADABLE)
absl::Status TruncatedError(absl::string_view message);      // DATA_LOSS (CONTAINER_TRUNCATED)
absl::Status MalformedError(absl::string_view message);      // DATA_LOSS (CONTAINER_MALFORMED)
absl::Status LimitExceededError(absl::string_view message);  // RESOURCE_EXHAUSTED (CONTAINER_LIMIT_EXCEEDED)

// The cause that such an error is; INTERNAL for a status that is none of them.
v1::DeadLetterCause CauseOf(const absl::Status& status, uint64_t offset);

v1::DeadLetterCause MakeCause(v1::DeadLetterReason reason, absl::string_view message, uint64_t offset = 0);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_CONTAINER_ERROR_H_
