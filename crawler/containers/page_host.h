#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_PAGE_HOST_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_PAGE_HOST_H_

#include <string>

#include "absl/strings/string_view.h"

namespace trialweave::crawler {

// The host that a saved page says it is from, in lower case: its canonical link, og:url, the meta elements "Url" and
// "SiteDomain" of Chinese government sites, or what the browser noted when it saved it ("saved from url="). Empty when
// it says none. Only the page's first 256 KiB are looked at.
std::string PageHost(absl::string_view page);

// Whether `host` is `domain` or below it.
bool IsHostOf(absl::string_view host, absl::string_view domain);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_PAGE_HOST_H_
