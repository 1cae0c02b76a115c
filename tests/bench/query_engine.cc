#include "tests/bench/query_engine.h"

#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "query/aggregate/facet_counter.h"
#include "query/filter/filter.h"
#include "query/search/search_plan.h"
#include "query/search/search_query.h"
#include "query/search/xapian_query.h"
#include "query/view/trial_name.h"
#include "xapian.h"

namespace trialweave::tests {
namespace {

constexpr int kBatch = 2000;
constexpr size_t kPage = 50;
constexpr uint32_t kBest = 10;
constexpr int kFacetSize = 20;
constexpr char kRare[] = "status = SUSPENDED AND phase = PHASE4 AND country = JP";
constexpr char kPaged[] = "status = RECRUITING AND enrollment >= 1000";

// How many of a facet's rows recruit.
int64_t Recruiting(const std::vector<v1::Facet>& facets) {
  for (const v1::FacetValue& value : facets[0].values()) {
    if (value.value() == "RECRUITING") return value.count();
  }
  return 0;
}

std::vector<const query::FieldSpec*> Status() { return *query::FacetFields({"status"}); }

}  // namespace

QueryEngine::QueryEngine(const std::string& folder, bool text)
    : folder_(folder), text_(text), index_(*query::XapianIndex::Create(folder, &query::Synonyms::Shipped())) {}

void QueryEngine::Add(const v1::Registration& head) {
  *entries_.Add()->mutable_head_changed()->mutable_registration() = head;
  v1::MembershipChanged& change = *entries_.Add()->mutable_membership_changed();
  change.set_trial("trials/" + query::FoundersTrialId(head.registration_id()));
  change.add_registration_ids(head.registration_id());
  for (int i = entries_.size() - 2; i < entries_.size(); ++i) entries_[i].set_sequence(++sequence_);
  if (entries_.size() < kBatch) return;
  if (!view_.Apply(entries_).ok()) std::abort();
  entries_.Clear();
}

bool QueryEngine::Index() {
  const bool applied = view_.Apply(entries_).ok();
  entries_.Clear();
  readiness_.Set(true);
  return applied && (!text_ || indexer_.RunOnce().ok());
}

std::optional<query::TrialSearchResult> QueryEngine::Search(const std::string& text) const {
  query::TrialSearchRequest request;
  request.query = text;
  request.top = kBest;
  auto found = search_.Search(request);
  return found.ok() ? std::make_optional(*std::move(found)) : std::nullopt;
}

std::optional<int64_t> QueryEngine::Ask(Question question, const std::string& text) const {
  switch (question) {
    case Question::kPoint: {
      const auto trial = view_.FindTrial(query::FoundersTrialId(text)).value;
      return trial ? std::make_optional<int64_t>(trial->ByteSizeLong()) : std::nullopt;
    }
    case Question::kRareFilter: {
      const auto selection = view_.Select(*query::Filter::Parse(kRare), 0, nullptr);
      if (!selection.ok()) return std::nullopt;
      return static_cast<int64_t>(selection->trials.cardinality());
    }
    case Question::kFilteredPage: {
      const auto selection = view_.Select(*query::Filter::Parse(kPaged), 0, nullptr);
      if (!selection.ok()) return std::nullopt;
      return static_cast<int64_t>(view_.Ordered(*selection, selection->trials, {}, "", kPage).size());
    }
    case Question::kRanked:
    case Question::kChinese: {
      const auto found = Search(text);
      return found ? std::make_optional(static_cast<int64_t>(found->best.size())) : std::nullopt;
    }
    case Question::kRankedFacet: {
      const auto found = Search(text);
      if (!found) return std::nullopt;
      return Recruiting(CountFacets(Status(), view_, found->selection, found->selection.trials, kFacetSize));
    }
    case Question::kFacetAll: {
      const auto all = view_.Select(query::Filter(), 0, nullptr);
      if (!all.ok()) return std::nullopt;
      return Recruiting(CountFacets(Status(), view_, *all, all->trials, kFacetSize));
    }
  }
  return std::nullopt;
}

absl::Duration QueryEngine::FacetTime(const std::string& text) const {
  const auto found = Search(text);
  if (!found) return absl::ZeroDuration();
  const absl::Time start = absl::Now();
  Recruiting(CountFacets(Status(), view_, found->selection, found->selection.trials, kFacetSize));
  return absl::Now() - start;
}

absl::Duration QueryEngine::TextEngineTime(const std::string& text) const {
  const query::SearchPlan plan =
      query::PlanSearch(*query::ParseSearchQuery(text), query::Synonyms::Shipped(), /*exact=*/false);
  const Xapian::Database texts(folder_ + "/texts");
  const absl::Time start = absl::Now();
  Xapian::Enquire enquire(texts);
  enquire.set_query(query::XapianQueryOf(plan));
  enquire.get_mset(0, kBest, texts.get_doccount());
  return absl::Now() - start;
}

std::optional<int64_t> QueryEngine::FilteredPageWithTrials() const {
  query::TrialQuery asked;
  asked.filter = *query::Filter::Parse(kPaged);
  asked.page_size = kPage;
  const auto page = view_.ListTrials(asked);
  if (!page.ok()) return std::nullopt;
  size_t bytes = 0;
  std::string serialized;
  for (const query::SelectedTrial& trial : page->value.records) {
    trial.record->SerializeTo(&serialized);
    bytes += serialized.size();
  }
  return static_cast<int64_t>(bytes);
}

}  // namespace trialweave::tests
