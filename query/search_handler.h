#ifndef TRIALWEAVE_QUERY_SEARCH_HANDLER_H_
#define TRIALWEAVE_QUERY_SEARCH_HANDLER_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "query/query_metrics.h"
#include "query/search/trial_search.h"
#include "query/search_sessions.h"
#include "query/view/trial_selector.h"
#include "query/view/trial_view.h"
#include "trialweave/v1/query_service.pb.h"

namespace trialweave::query {

// SearchHandler answers QueryService.SearchTrials. Thread-safe.
class SearchHandler {
 public:
  // All outlive it.
  SearchHandler(const TrialSearch* search, const TrialSelector* selector, const TrialView* view,
                SearchSessions* sessions, QueryMetrics* metrics)
      : search_(search), selector_(selector), view_(view), sessions_(sessions), metrics_(metrics) {}

  using Gone = std::function<bool()>;
  absl::Status SearchTrials(const v1::SearchTrialsRequest& request, const Gone& gone,
                            v1::SearchTrialsResponse* response) const;
  // What a query finds, as pages of ListTrials: by name, without scores and snippets, the trials put into the
  // response by AddSerialized. With as_of or read_sequence: INVALID_ARGUMENT (AS_OF_UNSUPPORTED).
  absl::Status ListFound(const std::string& query, const v1::ListTrialsRequest& request, const Gone& gone,
                         v1::ListTrialsResponse* response) const;

 private:
  // What a request asks for, checked.
  struct Asked;
  // What its page shows.
  struct Page;

  absl::StatusOr<Asked> Check(const v1::SearchTrialsRequest& request) const;
  // Searches, or goes on with what the page token names.
  absl::Status Find(const v1::SearchTrialsRequest& request, const Gone& gone, Asked& asked) const;
  absl::StatusOr<Page> TakePage(const Asked& asked) const;
  void TakeRanked(const Asked& asked, Page& page) const;
  // Names the page after `page`; keeps what was found for it.
  std::string NextToken(Asked& asked, const Page& page) const;
  void AddHits(const Asked& asked, const Page& page, v1::SearchTrialsResponse* response) const;
  void SetFreshness(const TrialSelection& selection, const v1::ReadOptions& options, v1::Freshness* freshness) const;

  const TrialSearch* const search_;
  const TrialSelector* const selector_;
  const TrialView* const view_;
  SearchSessions* const sessions_;
  QueryMetrics* const metrics_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_HANDLER_H_
