#ifndef TRIALWEAVE_QUERY_SEARCH_SEARCH_DATA_H_
#define TRIALWEAVE_QUERY_SEARCH_SEARCH_DATA_H_

#include <string_view>

namespace trialweave::query {

// query/search/synonyms.tsv, as this program was built with it.
std::string_view SynonymGroups();
// normalizer/vocabulary/evidence_terms.tsv.
std::string_view EvidenceTerms();

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_SEARCH_DATA_H_
