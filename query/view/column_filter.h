#ifndef TRIALWEAVE_QUERY_VIEW_COLUMN_FILTER_H_
#define TRIALWEAVE_QUERY_VIEW_COLUMN_FILTER_H_

#include <functional>
#include <string>

#include "query/filter/ast.h"
#include "query/view/postings.h"
#include "query/view/trial_columns.h"

namespace trialweave::query {

// Verdict is what columns say of a filter: the rows that match surely, and those that may. Rows between the two are
// decided by Filter::Matches, which looks at their texts.
struct Verdict {
  // All of them in `may`.
  Rows sure;
  Rows may;
};

// The rows of the trial with this id, in lower case.
using RowsOfName = std::function<Rows(const std::string&)>;

// Of the rows `within`: what Filter::Matches would say of them, as far as columns tell. `filter` is of trials; nullptr
// matches everything.
Verdict EvaluateColumns(const FilterNode* filter, const TrialColumns& columns, const RowsOfName& rows_of_name,
                        const Rows& within);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_VIEW_COLUMN_FILTER_H_
