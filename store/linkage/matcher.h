#ifndef TRIALWEAVE_STORE_LINKAGE_MATCHER_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCHER_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store/database/database.h"
#include "store/linkage/clustering.h"
#include "store/linkage/match/candidate_index.h"
#include "store/linkage/match/match_model.h"

namespace trialweave::store {

// Pairs down to so many nats below the threshold are kept: what people may want to look at.
inline constexpr double kReviewMargin = 4;

// Matcher finds, among all registrations of the store, those that are like one. It has them in memory and goes along
// with the committer's groups: what a group or an item put in goes away with it. One thread.
class Matcher {
 public:
  // `model` outlives it.
  explicit Matcher(const MatchModel* model);

  // The record to take in the place of the one at `key` that cannot be read, or why there is none.
  using Remake = absl::FunctionRef<absl::StatusOr<MatchRecord>(std::string_view key, const absl::Status& broken)>;
  // Takes what the store has; `go_on` is asked now and then. DATA_LOSS, UNAVAILABLE; CANCELLED: it shall not go on.
  absl::Status Load(const Reader& reader, absl::FunctionRef<bool()> go_on, Remake remake);

  // Takes `record` in the place of what it had of the same registration. Who is like it: log-odds from
  // threshold - kReviewMargin on, by identifier. A pure function of the records that it has.
  std::map<std::string, double> Put(MatchRecord record);

  // What speaks most for a pair, for people: "title from 0.9, sponsor equal"; empty when it has not both.
  std::string EvidenceOf(const std::string& a, const std::string& b) const;

  void BeginItem() { item_start_ = undo_.size(); }
  void UndoItem() { UndoTo(item_start_); }
  void KeepGroup() { undo_.clear(); }
  void UndoGroup() { UndoTo(0); }

  const MatchModel& model() const { return *model_; }
  ScoreRules rules() const { return RulesOf(*model_); }
  size_t size() const { return index_.size(); }

  static ScoreRules RulesOf(const MatchModel& model) {
    return {model.threshold(), model.rival_margin(), model.version()};
  }

 private:
  // What it had of a registration before it was put in.
  struct Undo {
    std::string id;
    std::optional<MatchRecord> before;
  };
  void UndoTo(size_t size);

  const MatchModel* const model_;
  CandidateIndex index_;
  std::vector<Undo> undo_;
  size_t item_start_ = 0;
};

// The levels that speak most for a pair, for people; at most `parts`.
std::string EvidenceText(const MatchModel& model, const Comparison& comparison, size_t parts);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCHER_H_
