#ifndef TRIALWEAVE_TESTS_BENCH_QUERY_ENGINE_H_
#define TRIALWEAVE_TESTS_BENCH_QUERY_ENGINE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "common/clock.h"
#include "common/readiness.h"
#include "query/search/text_indexer.h"
#include "query/search/trial_search.h"
#include "query/search/xapian_index.h"
#include "query/view/memory_view.h"
#include "query/view/trial_log.h"
#include "tests/bench/peer.h"

namespace trialweave::tests {

// QueryEngine is what the query service answers from, fed with changelog entries: each registration a trial of its own.
class QueryEngine {
 public:
  // Its text index goes into `folder`; without `text` there is none.
  QueryEngine(const std::string& folder, bool text);

  // Adds a trial.
  void Add(const v1::Registration& head);
  // What was added shows in searches from now on. False when the index cannot be written.
  bool Index();
  // The answers of Peer::Ask; of rare filters and pages the names, of which each is found without its content.
  std::optional<int64_t> Ask(Question question, const std::string& text) const;
  // The facet of kRankedFacet alone, after its search.
  absl::Duration FacetTime(const std::string& text) const;
  // What Xapian itself takes to rank the same query over the same index, all matches counted.
  absl::Duration TextEngineTime(const std::string& text) const;
  // Bytes of the page of kFilteredPage with its trials, serialized as they are sent.
  std::optional<int64_t> FilteredPageWithTrials() const;

  query::MemoryView& view() { return view_; }
  query::TrialLog& log() { return log_; }
  const query::TrialSearch& search() const { return search_; }
  const query::TextIndexer& indexer() const { return indexer_; }
  common::Readiness& readiness() { return readiness_; }

 private:
  std::optional<query::TrialSearchResult> Search(const std::string& text) const;

  const std::string folder_;
  const bool text_;
  common::SystemClock clock_;
  common::Readiness readiness_;
  query::TrialLog log_{64 << 20};
  query::MemoryView view_{&clock_, absl::Seconds(600), &log_};
  const std::unique_ptr<query::XapianIndex> index_;
  query::TextIndexer indexer_{&view_, index_.get(), &readiness_, [] {}};
  const query::TrialSearch search_{index_.get(), &view_, &view_, &query::Synonyms::Shipped()};
  google::protobuf::RepeatedPtrField<v1::ChangelogEntry> entries_;
  uint64_t sequence_ = 0;
};

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_BENCH_QUERY_ENGINE_H_
