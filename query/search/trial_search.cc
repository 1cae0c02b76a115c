#include "query/search/trial_search.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status.h"
#include "query/search/search_errors.h"

namespace trialweave::query {
namespace {

// A snapshot that goes away while it is read is opened again this often.
constexpr int kAttempts = 8;
constexpr size_t kShortestMisspelt = 4;

bool GoneMeanwhile(const absl::Status& status) {
  return absl::IsAborted(status) || common::ErrorReason(status) == "PAGE_TOKEN_EXPIRED";
}

// Whether a fallback to any of the words would be another search.
bool HasChoice(const SearchPlan& plan) { return plan.required.size() > 1; }

// Short words and those with digits have neighbours that mean something else.
bool MayBeMisspelt(const SearchUnit& unit, const SearchWord& word) {
  const bool letters =
      std::all_of(word.text.begin(), word.text.end(), [](unsigned char c) { return absl::ascii_isalpha(c); });
  return letters && word.text.size() >= kShortestMisspelt && unit.kind != SearchUnit::Kind::kPrefix;
}

std::string OnlyIdentifier(const SearchQuery& query) {
  const bool only = query.clauses.size() == 1 && query.clauses[0].units.size() == 1 && !query.clauses[0].excluded;
  return only ? query.clauses[0].units[0].identifier : "";
}

}  // namespace

absl::StatusOr<TrialSearchResult> TrialSearch::Search(const TrialSearchRequest& request) const {
  absl::StatusOr<SearchQuery> query = ParseSearchQuery(request.query);
  if (!query.ok()) return query.status();
  if (query->empty()) {
    TrialSearchResult result;
    auto selection = selector_->Select(request.filter, 0, request.cancelled);
    if (!selection.ok()) return selection.status();
    result.selection = *std::move(selection);
    return result;
  }
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<TrialSearchResult> result = SearchOnce(request, *query);
    if (result.ok() || !GoneMeanwhile(result.status())) return result;
    if (attempt == kAttempts) return SearchNotReady();
  }
}

absl::StatusOr<TrialSearchResult> TrialSearch::SearchOnce(const TrialSearchRequest& request,
                                                          const SearchQuery& query) const {
  absl::StatusOr<std::unique_ptr<TextSnapshot>> snapshot = index_->Open();
  if (!snapshot.ok()) return snapshot.status();
  auto selection = selector_->Select(request.filter, (*snapshot)->sequence(), request.cancelled);
  if (!selection.ok()) return selection.status();
  // The view was built anew, and the index does not hold it yet.
  if (selection->generation != (*snapshot)->generation()) return SearchNotReady();
  const Rows shown = std::move(selection->trials);
  TrialSearchResult result;
  result.selection = *std::move(selection);
  TextQuery ask{PlanSearch(query, *synonyms_, request.exact_words), &shown, request.top, request.cancelled};
  absl::StatusOr<TextMatches> matches = (*snapshot)->Search(ask);
  if (!matches.ok()) return matches.status();
  if (absl::Status status = FallBack(request, query, **snapshot, ask, *matches, result); !status.ok()) return status;
  result.plan = std::move(ask.plan);
  result.best = std::move(matches->best);
  result.selection.trials = std::move(matches->all);
  PutIdentifiedFirst(query, shown, result);
  return result;
}

absl::Status TrialSearch::FallBack(const TrialSearchRequest& request, const SearchQuery& query, TextSnapshot& snapshot,
                                   TextQuery& ask, TextMatches& matches, TrialSearchResult& result) const {
  if (request.exact_words || !OnlyIdentifier(query).empty()) return absl::OkStatus();
  absl::StatusOr<std::string> suggested = Suggest(request, query, snapshot);
  if (!suggested.ok()) return suggested.status();
  result.suggested_query = *suggested;
  if (matches.any) return absl::OkStatus();
  SearchPlan plan = ask.plan;
  if (!suggested->empty()) {
    if (auto better = ParseSearchQuery(*suggested); better.ok()) {
      ask.plan = PlanSearch(*better, *synonyms_, false);
      auto found = snapshot.Search(ask);
      if (!found.ok()) return found.status();
      if (found->any) {
        matches = *std::move(found);
        result.fallback = v1::SEARCH_FALLBACK_SUGGESTION;
        return absl::OkStatus();
      }
      plan = ask.plan;
    }
  }
  if (!HasChoice(plan)) return absl::OkStatus();
  ask.plan = AnyOf(plan);
  auto found = snapshot.Search(ask);
  if (!found.ok()) return found.status();
  matches = *std::move(found);
  if (matches.any) result.fallback = v1::SEARCH_FALLBACK_ANY_WORD;
  return absl::OkStatus();
}

absl::StatusOr<std::string> TrialSearch::Suggest(const TrialSearchRequest& request, const SearchQuery& query,
                                                 TextSnapshot& snapshot) const {
  std::string better;
  size_t done = 0;
  for (const SearchClause& clause : query.clauses) {
    for (const SearchUnit& unit : clause.units) {
      for (const SearchWord& word : unit.words) {
        if (!MayBeMisspelt(unit, word) || word.offset < done || synonyms_->Knows(word)) continue;
        absl::StatusOr<std::string> similar = snapshot.SimilarWord(word.text);
        if (!similar.ok()) return similar.status();
        if (similar->empty()) continue;
        absl::StrAppend(&better, request.query.substr(done, word.offset - done), *similar);
        done = word.offset + word.length;
      }
    }
  }
  return better.empty() ? better : better + request.query.substr(done);
}

void TrialSearch::PutIdentifiedFirst(const SearchQuery& query, const Rows& shown, TrialSearchResult& result) const {
  const bool alone = !OnlyIdentifier(query).empty();
  for (const SearchClause& clause : query.clauses) {
    for (const SearchUnit& unit : clause.units) {
      if (unit.identifier.empty() || clause.excluded) continue;
      const std::string trial = view_->Resolve(unit.identifier).value.trial;
      if (trial.empty()) continue;
      const std::string id(absl::StripPrefix(trial, "trials/"));
      const Rows numbers = selector_->NumbersOf(result.selection, {id});
      if (numbers.isEmpty()) continue;
      const uint32_t number = numbers.minimum();
      // An alias leads to a trial that does not state it.
      if (alone && shown.contains(number)) result.selection.trials.add(number);
      if (!result.selection.trials.contains(number)) continue;
      const auto at = std::find_if(result.best.begin(), result.best.end(),
                                   [&](const TextMatch& match) { return match.trial == number; });
      const double score = result.best.empty() ? 1 : std::max(1.0, result.best.front().score);
      if (at != result.best.end()) result.best.erase(at);
      result.best.insert(result.best.begin(), {number, score});
      result.identifier = unit.identifier;
      result.identified = number;
      return;
    }
  }
}

}  // namespace trialweave::query
