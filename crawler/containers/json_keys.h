#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_JSON_KEYS_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_JSON_KEYS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace trialweave::crawler {

// Keys of the object that `head` begins with ('{' first), at its top level, in order, as far as `head`
// reaches. Undecoded. Tolerant: never fails.
std::vector<std::string> TopLevelKeys(absl::string_view head);

// The text of a JSON string token with its quotes, escapes resolved (RFC 8259 section 7); a wrong escape
// stays as it stands.
std::string DecodeJsonString(absl::string_view token);

// Value of a string member at any depth: the first `"key" : "value"`. Empty when there is none.
std::string FindStringMember(absl::string_view json, absl::string_view key);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_JSON_KEYS_H_
