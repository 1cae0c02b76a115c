#ifndef TRIALWEAVE_QUERY_SEARCH_TRIAL_SEARCH_H_
#define TRIALWEAVE_QUERY_SEARCH_TRIAL_SEARCH_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "query/filter/filter.h"
#include "query/search/synonyms.h"
#include "query/search/text_index.h"
#include "query/view/trial_selector.h"
#include "query/view/trial_view.h"
#include "trialweave/v1/trial_search.pb.h"

namespace trialweave::query {

struct TrialSearchRequest {
  // What people type; empty for every trial that the filter takes.
  std::string query;
  Filter filter;
  bool exact_words = false;
  // How many of the best are ranked.
  uint32_t top = 0;
  std::function<bool()> cancelled;
};

struct TrialSearchResult {
  // All that match, of one snapshot.
  TrialSelection selection;
  // Of a query, the best first, at most `top`.
  std::vector<TextMatch> best;
  // What was looked for, with nothing in it without a query.
  SearchPlan plan;
  v1::SearchFallback fallback = v1::SEARCH_FALLBACK_UNSPECIFIED;
  std::string suggested_query;
  // The trial that an identifier in the query stands for, and the identifier; 0 length for none.
  std::string identifier;
  uint32_t identified = 0;
};

// TrialSearch finds trials by what people type and a filter: texts by the index, everything else by the view, both as
// they were at the index's moment. Thread-safe.
class TrialSearch {
 public:
  // All outlive it. `synonyms` are those of the index.
  TrialSearch(TextIndex* index, const TrialSelector* selector, const TrialView* view, const Synonyms* synonyms)
      : index_(index), selector_(selector), view_(view), synonyms_(synonyms) {}

  // INVALID_ARGUMENT (SEARCH_QUERY_INVALID); UNAVAILABLE (SEARCH_NOT_READY, SEARCH_INDEX_FAILED); CANCELLED.
  absl::StatusOr<TrialSearchResult> Search(const TrialSearchRequest& request) const;

 private:
  // In one snapshot; ABORTED or PAGE_TOKEN_EXPIRED when it went away meanwhile.
  absl::StatusOr<TrialSearchResult> SearchOnce(const TrialSearchRequest& request, const SearchQuery& query) const;
  // What finds something in place of a plan that finds nothing; and a better spelling, where there is one.
  absl::Status FallBack(const TrialSearchRequest& request, const SearchQuery& query, TextSnapshot& snapshot,
                        TextQuery& ask, TextMatches& matches, TrialSearchResult& result) const;
  absl::StatusOr<std::string> Suggest(const TrialSearchRequest& request, const SearchQuery& query,
                                      TextSnapshot& snapshot) const;
  // Puts the trial that an identifier stands for first.
  void PutIdentifiedFirst(const SearchQuery& query, const Rows& shown, TrialSearchResult& result) const;

  TextIndex* const index_;
  const TrialSelector* const selector_;
  const TrialView* const view_;
  const Synonyms* const synonyms_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_TRIAL_SEARCH_H_
