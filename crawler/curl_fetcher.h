#ifndef TRIALWEAVE_CRAWLER_CURL_FETCHER_H_
#define TRIALWEAVE_CRAWLER_CURL_FETCHER_H_

#include <string>

#include "common/shutdown.h"
#include "crawler/fetcher.h"

namespace trialweave::crawler {

// CurlFetcher is the Fetcher over libcurl: HTTP and HTTPS only, TLS verified, no proxies, no cookies. Each
// request has its own handle. The address is checked when the socket is opened, so that what a name resolves
// to cannot be swapped after the check.
class CurlFetcher : public Fetcher {
 public:
  // `shutdown` ends transfers under way and must outlive it.
  CurlFetcher(std::string user_agent, const common::ShutdownSignal* shutdown);
  absl::StatusOr<FetchResponse> Fetch(const FetchRequest& request) override;

 private:
  absl::StatusOr<FetchResponse> FetchOnce(const FetchRequest& request, const std::string& url, std::string* redirect);

  const std::string user_agent_;
  const common::ShutdownSignal* const shutdown_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CURL_FETCHER_H_
