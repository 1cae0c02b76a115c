#ifndef TRIALWEAVE_QUERY_SEARCH_SEARCH_DATA_H_
#define TRIALWEAVE_QUERY_SEARCH_SEARCH_DATA_H_

#include "absl/strings/string_view.h"

namespace trialweave::query {

// query/search/synonyms.tsv, as this program was built with it.
absl::string_view SynonymGroups();
// normalizer/vocabulary/evidence_terms.tsv.
absl::string_view EvidenceTerms();

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_SEARCH_DATA_H_
