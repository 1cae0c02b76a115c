#ifndef TRIALWEAVE_CRAWLER_FETCHER_H_
#define TRIALWEAVE_CRAWLER_FETCHER_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace trialweave::crawler {

// One GET.
struct FetchRequest {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  // For conditional requests; empty means unconditional.
  std::string etag;
  std::string last_modified;
  // Hosts that a redirect may lead to, besides the URL's own.
  std::vector<std::string> allowed_hosts;
  // Loopback, private and link-local addresses are refused unless this is set.
  bool allow_private_host = false;
  // Where the body goes; empty means memory.
  std::string spool_path;
  uint64_t max_bytes = 1ULL << 30;
  absl::Duration connect_timeout = absl::Seconds(20);
  absl::Duration first_byte_timeout = absl::Seconds(60);
  absl::Duration total_timeout = absl::Minutes(10);
};

// One answer, whatever its status code. The body is as received: a content coding is not undone.
struct FetchResponse {
  int status = 0;
  // Names in lower case; of repeated ones the last.
  std::map<std::string, std::string> headers;
  // Empty when it went to the spool file.
  std::string body;
  std::string spool_path;
  // SHA-256 of the body, 32 bytes.
  std::string sha256;
  uint64_t bytes = 0;
  // After redirects.
  std::string url;

  absl::string_view Header(const std::string& name) const {
    const auto it = headers.find(name);
    return it == headers.end() ? absl::string_view() : absl::string_view(it->second);
  }
};

// Fetcher gets one URL once: no retries, no politeness. Thread-safe.
class Fetcher {
 public:
  virtual ~Fetcher() = default;
  // UNAVAILABLE (FETCH_FAILED): name, connection, TLS or transfer. DEADLINE_EXCEEDED (FETCH_TIMEOUT).
  // RESOURCE_EXHAUSTED (FETCH_TOO_LARGE). PERMISSION_DENIED (ADDRESS_REFUSED, REDIRECT_REFUSED).
  // INVALID_ARGUMENT (URL_INVALID). CANCELLED: shutting down.
  virtual absl::StatusOr<FetchResponse> Fetch(const FetchRequest& request) = 0;
};

// Host of an http or https URL in lower case, without port; empty when it is none.
std::string HostOf(absl::string_view url);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_FETCHER_H_
