#ifndef TRIALWEAVE_QUERY_AGGREGATE_TEXT_SEARCH_H_
#define TRIALWEAVE_QUERY_AGGREGATE_TEXT_SEARCH_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "query/view/trial_selector.h"

namespace trialweave::query {

// TextSearch finds trials by the words of a query. Thread-safe.
class TextSearch {
 public:
  virtual ~TextSearch() = default;

  // The numbers of those trials of the selection that `query`, which is not blank, finds. CANCELLED; and what a search
  // by the same query is refused for.
  virtual absl::StatusOr<Rows> Restrict(const std::string& query, const TrialSelection& selection,
                                        const std::function<bool()>& cancelled) const = 0;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_AGGREGATE_TEXT_SEARCH_H_
