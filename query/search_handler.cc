#include "query/search_handler.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/timestamps.h"
#include "query/aggregate/facet_counter.h"
#include "query/history_handler.h"
#include "query/order_by.h"
#include "query/page_token.h"
#include "query/query_errors.h"
#include "query/read_mask.h"
#include "query/search/snippets.h"
#include "query/serialized_field.h"
#include "query/view/view_errors.h"

namespace trialweave::query {
namespace {

constexpr int kDefaultPageSize = 20;
constexpr int kMaxPageSize = 1000;
// Trials are ranked up to here; the others that match follow by name.
constexpr uint32_t kRanked = 1000;
constexpr size_t kMaxPageBytes = 16 << 20;

// What page tokens are bound to.
std::string ScopeOf(const v1::SearchTrialsRequest& request) {
  return absl::StrCat("search/", request.query().size(), "/", request.query(), "/", request.filter().size(), "/",
                      request.filter(), "/", request.order_by(), request.exact_words() ? "/exact" : "");
}

}  // namespace

struct SearchHandler::Asked {
  Filter filter;
  TrialOrder order;
  ReadMask mask;
  std::vector<const FieldSpec*> facets;
  int facet_size = 0;
  size_t page_size = 0;
  std::string scope;
  // 0 before the search is kept for more pages.
  uint64_t session = 0;
  std::shared_ptr<const TrialSearchResult> found;
  // Of the pages before: how many were ranked, and the last trial of those that were not.
  size_t ranked = 0;
  std::string after;

  bool first_page() const { return session == 0; }
  // Relevance decides.
  bool ByRank() const { return order.keys.empty() && !found->best.empty(); }
};

struct SearchHandler::Page {
  std::vector<SelectedTrial> trials;
  // Of those that are ranked, which come first.
  std::vector<double> scores;
  bool more = false;
};

absl::StatusOr<SearchHandler::Asked> SearchHandler::Check(const v1::SearchTrialsRequest& request) const {
  Asked asked;
  if (request.page_size() < 0) return PageSizeInvalid(request.page_size());
  asked.page_size = request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), kMaxPageSize);
  auto filter = Filter::Parse(request.filter());
  if (!filter.ok()) return filter.status();
  asked.filter = *std::move(filter);
  auto order = ParseOrderBy(request.order_by());
  if (!order.ok()) return order.status();
  asked.order = *std::move(order);
  auto mask = ReadMask::For<v1::Trial>(request.read_mask());
  if (!mask.ok()) return mask.status();
  asked.mask = *std::move(mask);
  auto facets = FacetFields({request.facets().begin(), request.facets().end()});
  if (!facets.ok()) return facets.status();
  asked.facets = *std::move(facets);
  if (request.facet_size() < 0 || request.facet_size() > kMaxFacetSize) return FacetSizeInvalid(request.facet_size());
  asked.facet_size = request.facet_size() == 0 ? kDefaultFacetSize : request.facet_size();
  asked.scope = ScopeOf(request);
  return asked;
}

absl::Status SearchHandler::Find(const v1::SearchTrialsRequest& request, const Gone& gone, Asked& asked) const {
  if (request.page_token().empty()) {
    auto found = search_->Search({request.query(), asked.filter, request.exact_words(),
                                  asked.order.keys.empty() ? std::max<uint32_t>(kRanked, asked.page_size) : 0, gone});
    if (!found.ok()) return found.status();
    asked.found = std::make_shared<const TrialSearchResult>(*std::move(found));
    return absl::OkStatus();
  }
  const auto token = DecodePageToken(request.page_token(), asked.scope);
  if (!token.ok()) return token.status();
  asked.session = token->sequence;
  asked.ranked = static_cast<size_t>(token->total_size);
  asked.after = token->after_name;
  asked.found = sessions_->Find(asked.session);
  if (asked.found == nullptr) return SearchExpired();
  return absl::OkStatus();
}

void SearchHandler::TakeRanked(const Asked& asked, Page& page) const {
  const std::vector<TextMatch>& best = asked.found->best;
  const size_t begin = std::min(asked.ranked, best.size());
  const size_t end = std::min(best.size(), begin + asked.page_size + 1);
  std::vector<uint32_t> numbers;
  for (size_t i = begin; i < end; ++i) {
    numbers.push_back(best[i].trial);
    page.scores.push_back(best[i].score);
  }
  page.trials = selector_->Fetch(asked.found->selection, numbers);
}

absl::StatusOr<SearchHandler::Page> SearchHandler::TakePage(const Asked& asked) const {
  const size_t wanted = asked.page_size + 1;
  Page page;
  Rows rest = asked.found->selection.trials;
  if (asked.ByRank()) {
    TakeRanked(asked, page);
    for (const TextMatch& match : asked.found->best) rest.remove(match.trial);
  }
  if (page.trials.size() < wanted) {
    for (SelectedTrial& trial :
         selector_->Ordered(asked.found->selection, rest, asked.order, asked.after, wanted - page.trials.size())) {
      page.trials.push_back(std::move(trial));
    }
  }
  if (!selector_->Holds(asked.found->selection)) return SearchExpired();
  size_t bytes = 0, fits = 0;
  while (fits < std::min(page.trials.size(), asked.page_size) && (fits == 0 || bytes < kMaxPageBytes)) {
    bytes += page.trials[fits++].record->size();
  }
  page.more = page.trials.size() > fits;
  page.trials.resize(fits);
  page.scores.resize(std::min(page.scores.size(), fits));
  return page;
}

void SearchHandler::AddHits(const Asked& asked, const Page& page, v1::SearchTrialsResponse* response) const {
  const TrialSearchResult& found = *asked.found;
  const bool searched = !found.plan.required.empty();
  for (size_t i = 0; i < page.trials.size(); ++i) {
    v1::SearchHit& hit = *response->add_hits();
    page.trials[i].record->Unpack(hit.mutable_trial());
    if (i < page.scores.size()) hit.set_score(page.scores[i]);
    if (searched) {
      for (v1::Snippet& snippet : SnippetsOf(found.plan, hit.trial())) hit.add_snippets()->Swap(&snippet);
    }
    if (!found.identifier.empty() && page.trials[i].number == found.identified) {
      hit.set_matched_identifier(found.identifier);
    }
    asked.mask.Apply(hit.mutable_trial());
  }
}

absl::Status SearchHandler::SearchTrials(const v1::SearchTrialsRequest& request, const Gone& gone,
                                         v1::SearchTrialsResponse* response) const {
  auto asked = Check(request);
  if (!asked.ok()) return asked.status();
  if (absl::Status status = Find(request, gone, *asked); !status.ok()) return status;
  const auto page = TakePage(*asked);
  if (!page.ok()) return page.status();
  const TrialSearchResult& found = *asked->found;
  AddHits(*asked, *page, response);
  response->set_total_size(static_cast<int64_t>(found.selection.trials.cardinality()));
  response->set_suggested_query(found.suggested_query);
  response->set_fallback(found.fallback);
  if (asked->first_page()) {
    for (v1::Facet& facet :
         CountFacets(asked->facets, *selector_, found.selection, found.selection.trials, asked->facet_size)) {
      response->add_facets()->Swap(&facet);
    }
  }
  if (page->more) response->set_next_page_token(NextToken(*asked, *page));
  metrics_->CountListing(static_cast<int64_t>(found.selection.trials.cardinality()), response->hits_size());
  SetFreshness(found.selection, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

std::string SearchHandler::NextToken(Asked& asked, const Page& page) const {
  if (asked.first_page()) asked.session = sessions_->Keep(asked.found);
  // Ranked trials are counted, the others follow the last one shown.
  const std::string after = page.trials.size() > page.scores.size() ? page.trials.back().id : "";
  return EncodePageToken({asked.session, static_cast<int64_t>(asked.ranked + page.scores.size()), after}, asked.scope);
}

absl::Status SearchHandler::ListFound(const std::string& query, const v1::ListTrialsRequest& request, const Gone& gone,
                                      v1::ListTrialsResponse* response) const {
  if (HasPoint(request.options())) return AsOfUnsupported();
  v1::SearchTrialsRequest search;
  search.set_query(query);
  search.set_filter(request.filter());
  search.set_order_by("name");
  search.set_page_size(request.page_size());
  search.set_page_token(request.page_token());
  auto asked = Check(search);
  if (!asked.ok()) return asked.status();
  if (absl::Status status = Find(search, gone, *asked); !status.ok()) return status;
  const auto page = TakePage(*asked);
  if (!page.ok()) return page.status();
  for (const SelectedTrial& trial : page->trials) {
    AddSerialized(v1::ListTrialsResponse::kTrialsFieldNumber, *trial.record, response);
  }
  const TrialSelection& selection = asked->found->selection;
  response->set_total_size(static_cast<int64_t>(selection.trials.cardinality()));
  if (page->more) response->set_next_page_token(NextToken(*asked, *page));
  SetFreshness(selection, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

void SearchHandler::SetFreshness(const TrialSelection& selection, const v1::ReadOptions& options,
                                 v1::Freshness* freshness) const {
  freshness->set_sequence(selection.sequence);
  if (selection.sequence == selection.position.sequence && selection.sequence > 0) {
    *freshness->mutable_commit_time() = common::ToTimestamp(selection.position.commit_time);
  }
  if (!options.coverage()) return;
  for (v1::SourceState& state : view_->Coverage().value.sources) *freshness->add_coverage() = std::move(state);
}

}  // namespace trialweave::query
