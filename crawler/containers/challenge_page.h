#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_CHALLENGE_PAGE_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_CHALLENGE_PAGE_H_

#include "absl/strings/string_view.h"

namespace trialweave::crawler {

// Whether a page is what an anti-bot wall answers instead of content, and whose: "Aliyun WAF",
// "Cloudflare", ...; empty when it is none. Judges by content alone, since walls answer with any status.
absl::string_view ChallengeVendor(absl::string_view page);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_CHALLENGE_PAGE_H_
