#ifndef TRIALWEAVE_CRAWLER_SOURCES_CTGOV_API_URLS_H_
#define TRIALWEAVE_CRAWLER_SOURCES_CTGOV_API_URLS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace trialweave::crawler {

// What a page of the ClinicalTrials.gov API v2 is asked for (its OpenAPI document, GET /studies).
struct StudiesQuery {
  // query.term; empty means the whole registry.
  std::string term;
  int page_size = 1000;
  // yyyy-mm-dd: only studies updated since, oldest first; empty means all.
  std::string updated_since;
  std::string page_token;
};

std::string StudiesUrl(const std::string& base_url, const StudiesQuery& query);
std::string VersionUrl(const std::string& base_url);

// Everything but unreserved characters (RFC 3986, 2.3) as %XX.
std::string PercentEncode(absl::string_view text);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_SOURCES_CTGOV_API_URLS_H_
