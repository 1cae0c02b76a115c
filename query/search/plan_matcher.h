#ifndef TRIALWEAVE_QUERY_SEARCH_PLAN_MATCHER_H_
#define TRIALWEAVE_QUERY_SEARCH_PLAN_MATCHER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "query/search/search_plan.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// Whether a trial's texts have what the plan asks for: what the text index says, found out without it.
bool Matches(const SearchPlan& plan, const v1::Trial& trial);

// WordRange is a stretch of a text's words, from `begin` up to before `end`.
using WordRange = std::pair<size_t, size_t>;

// Where in a text of these words the plan finds what it requires or prefers: ascending, without overlap.
std::vector<WordRange> FindInWords(const SearchPlan& plan, const std::vector<SearchWord>& words);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_PLAN_MATCHER_H_
