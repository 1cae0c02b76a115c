#include "store/linkage/match/evaluation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <unordered_map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status.h"
#include "store/linkage/match/candidate_index.h"
#include "store/linkage/match/match_clusters.h"
#include "store/linkage/match/match_training.h"
#include "store/linkage/match/shipped_model.h"

namespace trialweave::store {
namespace {

// Parts of an explanation that are printed.
constexpr size_t kPartsShown = 6;
// A trial of so many registrations is a platform of many countries' parts, one of which is as like the other as
// strangers' trials are: its pairs are counted apart.
constexpr size_t kLargeTrial = 5;
// Quantile of the normal distribution for 95 %.
constexpr double kZ = 1.959964;

std::string Share(uint64_t part, uint64_t whole) {
  if (whole == 0) return "none to count";
  const double n = static_cast<double>(whole), p = static_cast<double>(part) / n;
  const double middle = (p + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
  const double half = kZ / (1 + kZ * kZ / n) * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  return absl::StrFormat("%.4f [%.4f, %.4f]", p, std::max(0.0, middle - half), std::min(1.0, middle + half));
}

// Tally counts how labelled pairs came out.
struct Tally {
  uint64_t found = 0, missed = 0, merged = 0, apart = 0;

  void Count(bool same, bool together) {
    uint64_t& count = same ? (together ? found : missed) : (together ? merged : apart);
    ++count;
  }
  void Report(const std::string& name, EvaluationReport* report) const {
    const auto add = [&](const char* key, std::string value) {
      report->figures.emplace_back(absl::StrCat(name, " ", key), std::move(value));
    };
    const uint64_t all = 2 * found + missed + merged;
    add("f1", all == 0 ? "none to count"
                       : absl::StrFormat("%.4f", 2 * static_cast<double>(found) / static_cast<double>(all)));
    add("precision", Share(found, found + merged));
    add("recall", Share(found, found + missed));
    add("pairs", absl::StrCat(found + missed, " same, ", merged + apart, " different"));
    add("different merged", absl::StrCat(merged));
  }
};

class Evaluator {
 public:
  explicit Evaluator(const EvaluationOptions& options) : options_(options) {}

  absl::StatusOr<EvaluationReport> Run() {
    if (absl::Status status = Read(); !status.ok()) return status;
    if (absl::Status status = MakeModels(); !status.ok()) return status;
    ScoreCandidates();
    const MatchModel& model = models_.front();
    clusters_ = ClusterRecords(records_, scored_,
                               {options_.threshold.value_or(model.threshold()),
                                options_.rival_margin.value_or(model.rival_margin()), !options_.mask_identifiers});
    Judge();
    return std::move(report_);
  }

 private:
  absl::Status Read() {
    auto pairs = ReadLabelledPairs(options_.pairs);
    if (!pairs.ok()) return pairs.status();
    // What records state of registries is left to the rules of clustering.
    auto records = ReadMatchRecords(options_.records, {.mask_protocol_numbers = options_.mask_identifiers});
    if (!records.ok()) return records.status();
    pairs_ = *std::move(pairs);
    records_ = *std::move(records);
    for (uint32_t i = 0; i < records_.size(); ++i) {
      numbers_.emplace(records_[i].id(), i);
    }
    return absl::OkStatus();
  }

  // The fold of a record: that of its trial, by the trial's first identifier.
  size_t FoldOf(uint32_t number) const { return folds_.empty() ? 0 : folds_[number]; }

  absl::Status MakeModels() {
    if (options_.folds == 0) {
      absl::StatusOr<MatchModel> model = ReadModel();
      if (!model.ok()) return model.status();
      models_.push_back(*std::move(model));
      return absl::OkStatus();
    }
    const auto parts = static_cast<uint32_t>(options_.folds);
    const std::map<std::string, size_t> trials = TrialsOf(pairs_);
    std::map<size_t, std::string> first_ids;
    for (const auto& [id, trial] : trials) first_ids.emplace(trial, id);
    for (const MatchRecord& record : records_) {
      const auto trial = trials.find(std::string(record.id()));
      folds_.push_back(TokenOf(trial == trials.end() ? std::string(record.id()) : first_ids.at(trial->second)) % parts);
    }
    absl::StatusOr<WordCounts> counts = CountWordsOf(records_, options_.frequencies);
    if (!counts.ok()) return counts.status();
    const WordFrequencies frequencies(counts->records, counts->counts);
    std::vector<TrainingPair>& all = training_ = MakeTrainingPairs(records_, pairs_, frequencies);
    for (uint32_t fold = 0; fold < parts; ++fold) {
      std::vector<TrainingPair> training;
      for (const TrainingPair& pair : all) {
        if (FoldOf(pair.a) != fold && FoldOf(pair.b) != fold) training.push_back(pair);
      }
      models_.push_back(Train(absl::StrCat("fold-", fold), records_, training, frequencies));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<MatchModel> ReadModel() const {
    if (options_.model.empty()) return MatchModel::Parse(ShippedModel());
    std::ifstream in(options_.model, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) {
      return common::MakeError(absl::StatusCode::kNotFound, "FILE_NOT_FOUND",
                               absl::StrCat("cannot read ", options_.model));
    }
    return MatchModel::Parse(text.str());
  }

  void ScoreCandidates() {
    CandidateIndex index(&models_.front().frequencies());
    for (const MatchRecord& record : records_) index.Add(record);
    uint64_t candidates = 0;
    for (uint32_t a = 0; a < records_.size(); ++a) {
      for (const uint32_t b : index.Find(records_[a])) {
        ++candidates;
        if (!seen_.insert(std::minmax(a, b)).second) continue;
        scored_.push_back({std::min(a, b), std::max(a, b), Score(std::min(a, b), std::max(a, b))});
      }
    }
    report_.figures.emplace_back("records", absl::StrCat(records_.size()));
    report_.figures.emplace_back(
        "candidates per record",
        absl::StrFormat("%.1f",
                        static_cast<double>(candidates) / static_cast<double>(std::max<size_t>(records_.size(), 1))));
  }

  const MatchModel& ModelFor(uint32_t a) const { return models_[FoldOf(a) % models_.size()]; }
  double Score(uint32_t a, uint32_t b) const {
    return ModelFor(a).LogOdds(ModelFor(a).Compare(records_[a], records_[b]));
  }

  // How far the probabilities are from what is so, by ten bins of the pairs that models were learned from, each judged
  // by the model that did not see it (Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities", 2015).
  void JudgeProbabilities() {
    constexpr size_t kBins = 10;
    std::array<double, kBins> weights = {}, predicted = {}, same = {};
    double all = 0, error = 0;
    for (const TrainingPair& pair : training_) {
      const double probability = ProbabilityOf(Score(std::min(pair.a, pair.b), std::max(pair.a, pair.b)));
      const size_t bin = std::min(kBins - 1, static_cast<size_t>(probability * kBins));
      weights[bin] += pair.weight;
      predicted[bin] += pair.weight * probability;
      same[bin] += pair.same ? pair.weight : 0;
      all += pair.weight;
    }
    for (size_t bin = 0; bin < kBins; ++bin) error += std::abs(predicted[bin] - same[bin]) / std::max(all, 1.0);
    if (!training_.empty()) report_.figures.emplace_back("expected calibration error", absl::StrFormat("%.4f", error));
    for (size_t bin = 0; bin < kBins && !training_.empty(); ++bin) {
      if (weights[bin] == 0) continue;
      report_.figures.emplace_back(absl::StrFormat("probability from %.1f", static_cast<double>(bin) / kBins),
                                   absl::StrFormat("predicted %.3f, so in %.3f of %.0f", predicted[bin] / weights[bin],
                                                   same[bin] / weights[bin], weights[bin]));
    }
  }

  void Judge() {
    const std::map<std::string, size_t> trials = TrialsOf(pairs_);
    std::map<size_t, size_t> registrations;
    for (const auto& [id, trial] : trials) ++registrations[trial];
    Tally overall, manual, no_link, large;
    std::map<std::string, Tally> by_registries, by_source;
    uint64_t blocked = 0, blocked_of = 0, blocked_manual = 0, blocked_manual_of = 0;
    for (const LabelledPair& pair : pairs_) {
      const auto a = numbers_.find(pair.id_a), b = numbers_.find(pair.id_b);
      if (a == numbers_.end() || b == numbers_.end() || (!pair.same() && !pair.different())) continue;
      const bool one_registry = records_[a->second].scheme() == records_[b->second].scheme();
      if (one_registry && pair.same()) continue;
      const bool together = clusters_[a->second] == clusters_[b->second];
      const bool is_manual = pair.truth.rfind("manual", 0) == 0;
      if (pair.same() && registrations.at(trials.at(pair.id_a)) >= kLargeTrial) {
        large.Count(true, together);
        if (!together) report_.errors.push_back("large trial: " + Explain(pair, a->second, b->second));
        continue;
      }
      overall.Count(pair.same(), together);
      if (is_manual) manual.Count(pair.same(), together);
      if (is_manual && pair.id_link == "no") no_link.Count(pair.same(), together);
      by_registries[absl::StrCat(pair.registry_a, " - ", pair.registry_b)].Count(pair.same(), together);
      by_source[std::string(pair.sources.substr(0, pair.sources.find(';')))].Count(pair.same(), together);
      if (pair.same()) {
        const bool candidate = seen_.count(std::minmax(a->second, b->second)) > 0;
        blocked_of += 1;
        blocked += candidate ? 1 : 0;
        blocked_manual_of += is_manual ? 1 : 0;
        blocked_manual += is_manual && candidate ? 1 : 0;
      }
      if (pair.same() != together) report_.errors.push_back(Explain(pair, a->second, b->second));
    }
    report_.figures.emplace_back("blocking recall", Share(blocked, blocked_of));
    report_.figures.emplace_back("blocking recall of manual pairs", Share(blocked_manual, blocked_manual_of));
    JudgeProbabilities();
    overall.Report("overall", &report_);
    manual.Report("manual", &report_);
    no_link.Report("manual without identifier link", &report_);
    for (const auto& [name, tally] : by_registries) tally.Report(name, &report_);
    for (const auto& [name, tally] : by_source) tally.Report(name, &report_);
    report_.figures.emplace_back("recall in large trials", Share(large.found, large.found + large.missed));
    report_.figures.emplace_back("different merged", absl::StrCat(overall.merged));
  }

  std::string Explain(const LabelledPair& pair, uint32_t a, uint32_t b) const {
    const MatchModel& model = ModelFor(std::min(a, b));
    const Comparison comparison = model.Compare(records_[a], records_[b]);
    std::string text = absl::StrFormat("%s %s labelled %s (%s, %s): log-odds %.2f, candidate: %s;", pair.id_a,
                                       pair.id_b, pair.label, pair.truth, pair.sources, model.LogOdds(comparison),
                                       seen_.count(std::minmax(a, b)) > 0 ? "yes" : "no");
    const std::vector<MatchModel::Part> parts = model.Explain(comparison);
    for (size_t i = 0; i < std::min(kPartsShown, parts.size()); ++i) {
      absl::StrAppendFormat(&text, " %s %s %+.2f;", std::string(FieldName(parts[i].field)),
                            std::string(LevelName(parts[i].field, parts[i].level)), parts[i].weight);
    }
    return text;
  }

  const EvaluationOptions& options_;
  std::vector<LabelledPair> pairs_;
  std::vector<MatchRecord> records_;
  std::unordered_map<std::string, uint32_t> numbers_;
  std::vector<size_t> folds_;
  std::vector<MatchModel> models_;
  std::vector<TrainingPair> training_;
  std::vector<ScoredPair> scored_;
  std::set<std::pair<uint32_t, uint32_t>> seen_;
  std::vector<uint32_t> clusters_;
  EvaluationReport report_;
};

}  // namespace

absl::StatusOr<EvaluationReport> Evaluate(const EvaluationOptions& options) { return Evaluator(options).Run(); }

}  // namespace trialweave::store
