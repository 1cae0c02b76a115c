#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_MODEL_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_MODEL_H_

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "store/linkage/match/comparison.h"

namespace trialweave::store {

// MatchModel says how probable it is that two registrations, found as candidates for each other, are one trial: the
// log-odds are the sum of a prior and one weight a field, by its level of agreement (the additive form of Fellegi and
// Sunter's model, "A Theory for Record Linkage", 1969; the weights are learned together by logistic regression, so that
// fields that say the same are not counted twice). Immutable: threads may share it.
class MatchModel {
 public:
  using Weights = std::array<std::array<double, kMaxLevels>, kMatchFields>;

  static constexpr double kThreshold = -0.5;
  static constexpr double kRivalMargin = 1;

  MatchModel() = default;
  MatchModel(std::string version, double prior, const Weights& weights, WordFrequencies frequencies);

  // The model of a file: lines of tab-separated columns, "#" begins a comment.
  //   version NAME | prior WEIGHT | weight FIELD LEVEL WEIGHT | threshold LOG_ODDS | rival_margin LOG_ODDS |
  //   records COUNT | word WORD COUNT
  // INVALID_ARGUMENT (MODEL_INVALID) names the line.
  static absl::StatusOr<MatchModel> Parse(std::string_view text);

  // A part of a pair's log-odds.
  struct Part {
    MatchField field;
    uint8_t level;
    double weight;
  };

  Comparison Compare(const MatchRecord& a, const MatchRecord& b) const { return store::Compare(a, b, frequencies_); }
  // For a record that is compared with many; both outlive it.
  Comparer ComparerOf(const MatchRecord& record) const { return Comparer(record, frequencies_); }
  // ln(p / (1 - p)).
  double LogOdds(const Comparison& comparison) const;
  // What adds up to the log-odds together with the prior, the weightiest first.
  std::vector<Part> Explain(const Comparison& comparison) const;
  double prior() const { return prior_; }
  // From these log-odds on a pair is one trial without a person's word, and so much less a rival must have.
  double threshold() const { return threshold_; }
  double rival_margin() const { return rival_margin_; }
  const std::string& version() const { return version_; }
  const WordFrequencies& frequencies() const { return frequencies_; }
  const Weights& weights() const { return weights_; }

 private:
  std::string version_;
  double prior_ = 0;
  double threshold_ = kThreshold;
  double rival_margin_ = kRivalMargin;
  Weights weights_ = {};
  WordFrequencies frequencies_;
};

// 1 / (1 + exp(-log_odds)).
double ProbabilityOf(double log_odds);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_MODEL_H_
