#ifndef TRIALWEAVE_CRAWLER_RETRY_AFTER_H_
#define TRIALWEAVE_CRAWLER_RETRY_AFTER_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace trialweave::crawler {

// No wait is longer than this, whatever a host asks for.
inline constexpr absl::Duration kLongestWait = absl::Hours(24);

// How long a Retry-After header asks to wait (RFC 9110, 10.2.3): seconds, or a date in any of the three forms
// of 5.6.7. Never negative, at most kLongestWait; nullopt when it is neither.
std::optional<absl::Duration> ParseRetryAfter(absl::string_view value, absl::Time now);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_RETRY_AFTER_H_
