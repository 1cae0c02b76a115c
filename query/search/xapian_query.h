#ifndef TRIALWEAVE_QUERY_SEARCH_XAPIAN_QUERY_H_
#define TRIALWEAVE_QUERY_SEARCH_XAPIAN_QUERY_H_

#include "query/search/search_plan.h"
#include "xapian.h"

namespace trialweave::query {

// The plan over the terms of xapian_document.h.
Xapian::Query XapianQueryOf(const SearchPlan& plan);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_XAPIAN_QUERY_H_
