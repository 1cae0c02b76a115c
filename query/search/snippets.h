#ifndef TRIALWEAVE_QUERY_SEARCH_SNIPPETS_H_
#define TRIALWEAVE_QUERY_SEARCH_SNIPPETS_H_

#include <vector>

#include "query/search/search_plan.h"
#include "trialweave/v1/trial.pb.h"
#include "trialweave/v1/trial_search.pb.h"

namespace trialweave::query {

// Up to three pieces of a trial's texts, of some 200 bytes each and of different fields, with what the plan finds
// there: the fields that say most of a trial first, then those with most of the plan's words.
std::vector<v1::Snippet> SnippetsOf(const SearchPlan& plan, const v1::Trial& trial);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_SNIPPETS_H_
