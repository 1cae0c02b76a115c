#ifndef TRIALWEAVE_STORE_CHAIN_PRECEDENCE_H_
#define TRIALWEAVE_STORE_CHAIN_PRECEDENCE_H_

#include <string_view>

namespace trialweave::store {

// Which of a registration's chains is believed first; lower is better. Always finds a rank.
int PrecedenceOf(std::string_view registry, std::string_view source, std::string_view format);

// Fields of Study that are taken from one chain together, since one without the others would lie: a status
// and the words it was read from. Returns the group's first field; `field` itself when it stands alone.
std::string_view FieldGroupOf(std::string_view field);

// Repeated fields whose values are gathered from all chains instead of taken from one.
bool IsGathered(std::string_view field);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_CHAIN_PRECEDENCE_H_
