#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_NAMES_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_NAMES_H_

#include <string_view>

namespace trialweave::store {

// The text speaks of a part or a sequel of another trial: an extension, a follow-up, a sub-study, a roll-over.
bool NamesSequel(std::string_view text);

// The text speaks of a pilot or of feasibility.
bool NamesPilot(std::string_view text);

// The sponsor is a hospital. Of names without Latin words it is not known: the other one may be written in them.
bool NamesHospital(std::string_view sponsor);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_NAMES_H_
