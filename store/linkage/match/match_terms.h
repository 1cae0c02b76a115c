#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_TERMS_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_TERMS_H_

#include <string_view>

namespace trialweave::store {

// The text of match_terms.tsv beside this header, compiled in.
std::string_view MatchTerms();

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_TERMS_H_
