#include "crawler/sources/ctgov_api_urls.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace trialweave::crawler {

std::string PercentEncode(absl::string_view text) {
  std::string out;
  for (unsigned char c : text) {
    if (absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out.push_back(static_cast<char>(c));
    } else {
      absl::StrAppend(&out, "%", std::string(1, "0123456789ABCDEF"[c >> 4]),
                      std::string(1, "0123456789ABCDEF"[c & 15]));
    }
  }
  return out;
}

std::string StudiesUrl(const std::string& base_url, const StudiesQuery& query) {
  std::string url = absl::StrCat(base_url, "/studies?format=json&countTotal=true&pageSize=", query.page_size);
  if (!query.term.empty()) absl::StrAppend(&url, "&query.term=", PercentEncode(query.term));
  if (!query.updated_since.empty()) {
    const std::string range = absl::StrCat("AREA[LastUpdatePostDate]RANGE[", query.updated_since, ",MAX]");
    absl::StrAppend(&url, "&filter.advanced=", PercentEncode(range), "&sort=LastUpdatePostDate%3Aasc");
  }
  if (!query.page_token.empty()) absl::StrAppend(&url, "&pageToken=", PercentEncode(query.page_token));
  return url;
}

std::string VersionUrl(const std::string& base_url) { return absl::StrCat(base_url, "/version"); }

}  // namespace trialweave::crawler
