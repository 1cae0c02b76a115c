#ifndef TRIALWEAVE_STORE_LINKAGE_TRIAL_NAME_H_
#define TRIALWEAVE_STORE_LINKAGE_TRIAL_NAME_H_

#include <string>
#include <string_view>

namespace trialweave::store {

// Lower-case base32 (RFC 4648 alphabet, no padding) of SHA-256(text), its first `length` characters, at most 51.
std::string HashedId(std::string_view text, size_t length);

// Name without "trials/" of the trial that a registration founds. `attempt` 0 is the name; the next ones are
// longer, for the case that another registration already has it (1 in 2^50 per pair).
std::string FoundingName(std::string_view registration_id, int attempt = 0);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_TRIAL_NAME_H_
