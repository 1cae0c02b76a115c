#ifndef TRIALWEAVE_QUERY_VIEW_TRIAL_NAME_H_
#define TRIALWEAVE_QUERY_VIEW_TRIAL_NAME_H_

#include <string>

namespace trialweave::query {

// The id that a trial founded by this registration has, without "trials/": the first 10 characters of the
// lower-case base32 (RFC 4648, section 6, no padding) of SHA-256 of its identifier.
std::string FoundersTrialId(const std::string& registration_id);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_TRIAL_NAME_H_
