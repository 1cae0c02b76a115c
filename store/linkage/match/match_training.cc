#include "store/linkage/match/match_training.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <unordered_map>

#include "store/linkage/match/candidate_index.h"
#include "store/linkage/match/study_pages.h"

namespace trialweave::store {
namespace {

// Labels by hand count twice those of rules; pairs that somebody looked at and found to be two trials are few and the
// hardest.
constexpr double kManualWeight = 1;
constexpr double kRuleWeight = 0.5;
constexpr double kDifferentWeight = 4;
constexpr double kUnlabelledWeight = 1;
constexpr size_t kOtherCandidates = 12;

constexpr int kSteps = 600;
constexpr double kStep = 0.15;
// On the squares of weights, and of what tells a level's weight from that of the level before it.
constexpr double kPenalty = 0.5;
constexpr double kSmoothing = 1;
// Subjects whose common words tell less than 10 nats (level 1), as one rare word does, are the same by chance in a
// registry of millions. Hardly any labelled pair has such subjects, so that nothing of it would be learned.
constexpr size_t kLittleInformation = 1;
constexpr double kLittleInformationWeight = -6;
// What siblings differ in: alternatives of a kind, and that one is the other's sequel or pilot (level 1 of both).
// Siblings are hardly among labelled pairs: of 694 that are one trial 3 name other alternatives and 7 a sequel on one
// side, of 3,191 that are two 378 and 130, most of which are strangers, who differ in all else, too. So nothing is
// learned of them; by rule they weigh more than most of what agrees.
constexpr double kSiblingsWeight = -6;
// Two hospitals with other names seldom register one trial, but many study one subject: of labelled pairs of two
// hospitals, 3 of 43 that are one trial and 11 of 33 that are two have hardly a word of the names in common. That alone
// is 1.6 nats; it weighs more because strangers who study the same agree in what else is compared. Learned, it would
// take the place of what an unlike sponsor says in general.
constexpr double kHospitalsWeight = -3;
// The weight of a field's first level that is set, not learned; 0 for fields that are learned.
double SetWeight(size_t field) {
  switch (static_cast<MatchField>(field)) {
    case MatchField::kAlternatives:
    case MatchField::kSequel:
      return kSiblingsWeight;
    case MatchField::kHospitals:
      return kHospitalsWeight;
    default:
      return 0;
  }
}

// What more of a level's number means.
enum class Order { kAgreement, kDisagreement, kNone };

Order OrderOf(MatchField field) {
  switch (field) {
    case MatchField::kTitleRest:
    case MatchField::kTitleChanged:
      return Order::kDisagreement;
    case MatchField::kNumerals:
      return Order::kNone;
    default:
      return Order::kAgreement;
  }
}

size_t LevelsOf(MatchField field) {
  size_t levels = 1;
  while (levels < kMaxLevels && !LevelName(field, static_cast<uint8_t>(levels)).empty()) ++levels;
  return levels;
}

// The nearest values (least squares) that never fall: pool adjacent violators (Ayer et al., "An Empirical Distribution
// Function for Sampling with Incomplete Information", 1955).
void MakeRising(std::vector<double>* values) {
  struct Pool {
    double mean;
    size_t size;
  };
  std::vector<Pool> pools;
  for (const double value : *values) {
    pools.push_back({value, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean > pools.back().mean) {
      const Pool last = pools.back();
      pools.pop_back();
      Pool& into = pools.back();
      const size_t size = into.size + last.size;
      into.mean = (into.mean * static_cast<double>(into.size) + last.mean * static_cast<double>(last.size)) /
                  static_cast<double>(size);
      into.size = size;
    }
  }
  size_t at = 0;
  for (const Pool& pool : pools) {
    for (size_t i = 0; i < pool.size; ++i) (*values)[at++] = pool.mean;
  }
}

// More agreement never says less, the most never speaks against and the least never for one trial, and what is not
// stated says nothing: pairs of a few sources and subjects would teach that an equal condition speaks against, since
// all of them are of one epidemic.
void KeepOrder(MatchField field, std::array<double, kMaxLevels>* weights) {
  (*weights)[kUnknown] = 0;
  const Order order = OrderOf(field);
  if (order == Order::kNone) return;
  std::vector<double> levels(weights->begin() + 1, weights->begin() + static_cast<ptrdiff_t>(LevelsOf(field)));
  if (order == Order::kDisagreement) std::reverse(levels.begin(), levels.end());
  MakeRising(&levels);
  levels.front() = std::min(levels.front(), 0.0);
  levels.back() = std::max(levels.back(), 0.0);
  if (order == Order::kDisagreement) std::reverse(levels.begin(), levels.end());
  std::copy(levels.begin(), levels.end(), weights->begin() + 1);
}

// What is expected of a weight before anything is learned. Of labelled pairs in which both state numbers of their
// sponsors, 16 of 39 that are one trial share one, none of 11 that are two: too few to be learned.
double ExpectedWeight(MatchField field, size_t level) {
  constexpr double kShared = 2;
  return field == MatchField::kProtocolNumbers && level == 2 ? kShared : 0;
}

// Slope of the penalties at a level's weight.
double PenaltySlope(const MatchModel::Weights& weights, size_t field, size_t level) {
  double slope = kPenalty * (weights[field][level] - ExpectedWeight(static_cast<MatchField>(field), level));
  const auto named = [field](size_t of) {
    return of < kMaxLevels && !LevelName(static_cast<MatchField>(field), static_cast<uint8_t>(of)).empty();
  };
  if (level >= 2 && named(level)) slope += kSmoothing * (weights[field][level] - weights[field][level - 1]);
  if (level >= 1 && named(level + 1)) slope += kSmoothing * (weights[field][level] - weights[field][level + 1]);
  return slope;
}

// The prior with which the probabilities of all pairs, each counted once, add up to the number of those that are one
// trial: Newton's method. The weights are learned with some pairs counted more than once, which moves their prior.
double PriorOf(const std::vector<TrainingPair>& pairs, const std::vector<Comparison>& comparisons,
               const MatchModel::Weights& weights) {
  constexpr int kPriorSteps = 30;
  double prior = 0;
  for (int step = 0; step < kPriorSteps; ++step) {
    double error = 0, slope = 1e-6;
    for (size_t i = 0; i < pairs.size(); ++i) {
      double log_odds = prior;
      for (size_t field = 0; field < kMatchFields; ++field) log_odds += weights[field][comparisons[i][field]];
      const double probability = ProbabilityOf(log_odds);
      error += probability - (pairs[i].same ? 1 : 0);
      slope += probability * (1 - probability);
    }
    prior -= std::clamp(error / slope, -1.0, 1.0);
  }
  return prior;
}

}  // namespace

std::map<std::string, size_t> TrialsOf(const std::vector<LabelledPair>& pairs) {
  std::map<std::string, size_t> numbers;
  std::vector<size_t> parents;
  const auto number = [&](const std::string& id) {
    const auto [at, added] = numbers.emplace(id, parents.size());
    if (added) parents.push_back(at->second);
    return at->second;
  };
  const auto root = [&parents](size_t i) {
    while (parents[i] != i) i = parents[i] = parents[parents[i]];
    return i;
  };
  for (const LabelledPair& pair : pairs) {
    const size_t a = number(pair.id_a), b = number(pair.id_b);
    if (pair.same()) parents[root(a)] = root(b);
  }
  std::map<std::string, size_t> trials;
  for (const auto& [id, i] : numbers) trials[id] = root(i);
  return trials;
}

std::vector<TrainingPair> MakeTrainingPairs(const std::vector<MatchRecord>& records,
                                            const std::vector<LabelledPair>& pairs,
                                            const WordFrequencies& frequencies) {
  std::unordered_map<std::string, uint32_t> numbers;
  CandidateIndex index(&frequencies);
  for (const MatchRecord& record : records) {
    numbers.emplace(record.id(), index.Add(record));
  }
  const std::map<std::string, size_t> trials = TrialsOf(pairs);
  std::vector<TrainingPair> training;
  // Registries in which a record has a partner.
  std::map<uint32_t, std::set<std::string>> partners;
  for (const LabelledPair& pair : pairs) {
    const auto a = numbers.find(pair.id_a), b = numbers.find(pair.id_b);
    if (a == numbers.end() || b == numbers.end() || (!pair.same() && !pair.different())) continue;
    const std::string scheme_a(records[a->second].scheme()), scheme_b(records[b->second].scheme());
    if (scheme_a == scheme_b) continue;
    // Without titles the labels were found by what is not compared here.
    if (records[a->second].titles() == 0 || records[b->second].titles() == 0) continue;
    const bool manual = pair.truth.rfind("manual", 0) == 0;
    const double weight = pair.different() ? kDifferentWeight : manual ? kManualWeight : kRuleWeight;
    training.push_back({a->second, b->second, pair.same(), weight});
    if (!pair.same()) continue;
    partners[a->second].insert(scheme_b);
    partners[b->second].insert(scheme_a);
  }
  for (const auto& [number, schemes] : partners) {
    const size_t trial = trials.at(std::string(records[number].id()));
    size_t taken = 0;
    for (const uint32_t other : index.Find(records[number])) {
      const auto known = trials.find(std::string(records[other].id()));
      if (schemes.count(std::string(records[other].scheme())) == 0 || (known != trials.end() && known->second == trial))
        continue;
      training.push_back({number, other, false, kUnlabelledWeight});
      if (++taken == kOtherCandidates) break;
    }
  }
  return training;
}

std::unordered_map<uint32_t, uint32_t> CountWords(const std::vector<MatchRecord>& records) {
  std::unordered_map<uint32_t, uint32_t> counts, of_sponsors;
  for (const MatchRecord& record : records) {
    Tokens words;
    for (const MatchPart part :
         {MatchPart::kTitleWords, MatchPart::kConditions, MatchPart::kInterventions, MatchPart::kPrimaryOutcomes}) {
      words.insert(words.end(), record.part(part).begin(), record.part(part).end());
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    for (const uint32_t word : words) ++counts[word];
    for (const uint32_t word : record.part(MatchPart::kSponsors)) ++of_sponsors[word];
  }
  std::erase_if(counts, [](const auto& count) { return count.second < kFewest; });
  for (const auto& [word, count] : of_sponsors) {
    if (count >= kFewestOfSponsors) counts[word] += count;
  }
  return counts;
}

absl::StatusOr<WordCounts> CountWordsOf(const std::vector<MatchRecord>& records, const std::vector<std::string>& pages,
                                        std::map<uint32_t, std::string>* words) {
  std::set<std::string> ids;
  for (const MatchRecord& record : records) ids.emplace(record.id());
  std::vector<MatchRecord> all = records;
  for (const std::string& page : pages) {
    absl::StatusOr<std::vector<MatchRecord>> studies = ReadStudyPage(page, words);
    if (!studies.ok()) return studies.status();
    for (MatchRecord& study : *studies) {
      if (ids.emplace(study.id()).second) all.push_back(std::move(study));
    }
  }
  return WordCounts{all.size(), CountWords(all)};
}

MatchModel Train(const std::string& version, const std::vector<MatchRecord>& records,
                 const std::vector<TrainingPair>& pairs, const WordFrequencies& frequencies) {
  std::vector<Comparison> comparisons;
  comparisons.reserve(pairs.size());
  for (const TrainingPair& pair : pairs) comparisons.push_back(Compare(records[pair.a], records[pair.b], frequencies));
  MatchModel::Weights weights = {}, squares = {};
  double prior = 0, prior_square = 1e-6;
  for (int step = 0; step < kSteps; ++step) {
    MatchModel::Weights gradient = {};
    double prior_gradient = 0;
    for (size_t i = 0; i < pairs.size(); ++i) {
      double log_odds = prior;
      for (size_t field = 0; field < kMatchFields; ++field) log_odds += weights[field][comparisons[i][field]];
      const double error = (ProbabilityOf(log_odds) - (pairs[i].same ? 1 : 0)) * pairs[i].weight;
      prior_gradient += error;
      for (size_t field = 0; field < kMatchFields; ++field) gradient[field][comparisons[i][field]] += error;
    }
    prior_square += prior_gradient * prior_gradient;
    prior -= kStep * prior_gradient / std::sqrt(prior_square);
    for (size_t field = 0; field < kMatchFields; ++field) {
      if (SetWeight(field) != 0) continue;
      for (size_t level = 0; level < kMaxLevels; ++level) {
        const double slope = gradient[field][level] + PenaltySlope(weights, field, level);
        if (slope == 0) continue;
        squares[field][level] += slope * slope;
        weights[field][level] -= kStep * slope / std::sqrt(squares[field][level] + 1e-6);
      }
      KeepOrder(static_cast<MatchField>(field), &weights[field]);
    }
  }
  double& little = weights[static_cast<size_t>(MatchField::kSubjectInformation)][kLittleInformation];
  little = std::min(little, kLittleInformationWeight);
  // Before the rule is added, so that it makes nothing else more likely.
  prior = PriorOf(pairs, comparisons, weights);
  for (size_t field = 0; field < kMatchFields; ++field) {
    if (SetWeight(field) != 0) weights[field][1] = SetWeight(field);
  }
  return MatchModel(version, prior, weights, frequencies);
}

}  // namespace trialweave::store
