#ifndef TRIALWEAVE_QUERY_VIEW_LITERATURE_KEYS_H_
#define TRIALWEAVE_QUERY_VIEW_LITERATURE_KEYS_H_

#include <string>
#include <vector>

#include "trialweave/v1/literature.pb.h"

namespace trialweave::query {

// By what a publication is found beside its name, folded: its entries' keys ("pubmed:29768149"), its accession
// numbers, its DOI ("doi:10.1000/x"; several publications may share one).
std::vector<std::string> KeysOf(const v1::Publication& publication);
// A notice: the authority's key of it, its address.
std::vector<std::string> KeysOf(const v1::RegulatoryNotice& notice);

// In lower case.
std::string FoldKey(const std::string& key);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_LITERATURE_KEYS_H_
