#ifndef TRIALWEAVE_CRAWLER_FETCH_ERROR_H_
#define TRIALWEAVE_CRAWLER_FETCH_ERROR_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace trialweave::crawler {

// What can go wrong with a fetch. Messages carry the URL, which has no secrets in it.
absl::Status FetchFailedError(const std::string& url, const std::string& detail);      // UNAVAILABLE (FETCH_FAILED)
absl::Status FetchTimeoutError(const std::string& url, const std::string& detail);     // DEADLINE_EXCEEDED
absl::Status FetchTooLargeError(const std::string& url, uint64_t max_bytes);           // RESOURCE_EXHAUSTED
absl::Status AddressRefusedError(const std::string& url, const std::string& address);  // PERMISSION_DENIED
absl::Status RedirectRefusedError(const std::string& url, const std::string& target);  // PERMISSION_DENIED
absl::Status UrlInvalidError(const std::string& url, const std::string& detail);       // INVALID_ARGUMENT
absl::Status HttpStatusError(const std::string& url, int status);                      // UNAVAILABLE (HTTP_STATUS)
absl::Status ThrottledError(const std::string& url, int status);                       // UNAVAILABLE (THROTTLED)
absl::Status ChallengedError(const std::string& url, const std::string& vendor);       // UNAVAILABLE (CHALLENGED)
absl::Status BadBodyError(const std::string& url, const std::string& detail);          // UNAVAILABLE (BAD_BODY)
absl::Status InterruptedError();                                                       // CANCELLED (SHUTTING_DOWN)

bool IsChallenged(const absl::Status& status);
bool IsThrottled(const absl::Status& status);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_FETCH_ERROR_H_
