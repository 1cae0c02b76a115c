#include "crawler/fetch_error.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace trialweave::crawler {
namespace {

constexpr char kThrottled[] = "THROTTLED";
constexpr char kChallenged[] = "CHALLENGED";

std::string Url(const std::string& url) { return common::Trimmed(url, 300); }

}  // namespace

absl::Status FetchFailedError(const std::string& url, const std::string& detail) {
  return common::MakeError(absl::StatusCode::kUnavailable, "FETCH_FAILED", absl::StrCat(Url(url), ": ", detail));
}

absl::Status FetchTimeoutError(const std::string& url, const std::string& detail) {
  return common::MakeError(absl::StatusCode::kDeadlineExceeded, "FETCH_TIMEOUT", absl::StrCat(Url(url), ": ", detail));
}

absl::Status FetchTooLargeError(const std::string& url, uint64_t max_bytes) {
  return common::MakeError(absl::StatusCode::kResourceExhausted, "FETCH_TOO_LARGE",
                           absl::StrCat(Url(url), ": more than ", max_bytes, " bytes"));
}

absl::Status AddressRefusedError(const std::string& url, const std::string& address) {
  return common::MakeError(
      absl::StatusCode::kPermissionDenied, "ADDRESS_REFUSED",
      absl::StrCat(Url(url), ": ", address, " is no public address; set allow_private_host if that is intended"));
}

absl::Status RedirectRefusedError(const std::string& url, const std::string& target) {
  return common::MakeError(absl::StatusCode::kPermissionDenied, "REDIRECT_REFUSED",
                           absl::StrCat(Url(url), ": redirects to ", common::Trimmed(target, 300)));
}

absl::Status UrlInvalidError(const std::string& url, const std::string& detail) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "URL_INVALID", absl::StrCat(Url(url), ": ", detail));
}

absl::Status HttpStatusError(const std::string& url, int status) {
  return common::MakeError(absl::StatusCode::kUnavailable, "HTTP_STATUS", absl::StrCat(Url(url), ": HTTP ", status),
                           {{"status", absl::StrCat(status)}});
}

absl::Status ThrottledError(const std::string& url, int status) {
  return common::MakeError(absl::StatusCode::kUnavailable, kThrottled,
                           absl::StrCat(Url(url), ": HTTP ", status, ", the host asks for fewer requests"));
}

absl::Status ChallengedError(const std::string& url, const std::string& vendor) {
  return common::MakeError(absl::StatusCode::kUnavailable, kChallenged,
                           absl::StrCat(Url(url), ": a block or challenge page: ", vendor));
}

absl::Status BadBodyError(const std::string& url, const std::string& detail) {
  return common::MakeError(absl::StatusCode::kUnavailable, "BAD_BODY", absl::StrCat(Url(url), ": ", detail));
}

absl::Status InterruptedError() {
  return common::MakeError(absl::StatusCode::kCancelled, "SHUTTING_DOWN", "the crawler is shutting down");
}

bool IsChallenged(const absl::Status& status) { return common::ErrorReason(status) == kChallenged; }
bool IsThrottled(const absl::Status& status) { return common::ErrorReason(status) == kThrottled; }

}  // namespace trialweave::crawler
