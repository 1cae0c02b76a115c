#include "crawler/fetcher.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace trialweave::crawler {

std::string HostOf(absl::string_view url) {
  if (absl::StartsWithIgnoreCase(url, "https://")) {
    url.remove_prefix(8);
  } else if (absl::StartsWithIgnoreCase(url, "http://")) {
    url.remove_prefix(7);
  } else {
    return "";
  }
  url = url.substr(0, url.find_first_of("/?#"));
  if (const size_t at = url.rfind('@'); at != absl::string_view::npos) url.remove_prefix(at + 1);
  if (absl::StartsWith(url, "[")) {
    url = url.substr(0, url.find(']') + 1);
  } else {
    url = url.substr(0, url.find(':'));
  }
  return absl::AsciiStrToLower(url);
}

}  // namespace trialweave::crawler
