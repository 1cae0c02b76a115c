#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_TRAINING_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_TRAINING_H_

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"
#include "store/linkage/match/labelled_pairs.h"
#include "store/linkage/match/match_model.h"

namespace trialweave::store {

// Two records that are or are not one trial.
struct TrainingPair {
  uint32_t a = 0;
  uint32_t b = 0;
  bool same = false;
  // How much the label counts.
  double weight = 1;
};

// TrialsOf numbers each identifier's trial: the connected component of the pairs that are the same trial. Training and
// test never share one.
std::map<std::string, size_t> TrialsOf(const std::vector<LabelledPair>& pairs);

// Labelled pairs of two registries that have both records with their titles; and, as further pairs that are not one
// trial, for each record with a partner in a registry its best other candidates of that registry, for a trial is hardly
// ever twice in one.
std::vector<TrainingPair> MakeTrainingPairs(const std::vector<MatchRecord>& records,
                                            const std::vector<LabelledPair>& pairs, const WordFrequencies& frequencies);

// How many records have each word of titles, conditions, interventions, sponsors and outcomes. Words of fewer than
// kFewest are left out; so are a sponsor's, who may be a person, of fewer than kFewestOfSponsors.
inline constexpr uint32_t kFewest = 3;
inline constexpr uint32_t kFewestOfSponsors = 12;
std::unordered_map<uint32_t, uint32_t> CountWords(const std::vector<MatchRecord>& records);

struct WordCounts {
  // Of how many records.
  size_t records = 0;
  std::unordered_map<uint32_t, uint32_t> counts;
};
// CountWords of `records` and the studies of `pages` (study_pages.h) that are not among them. Where `words` is not
// null, adds the pages' words by their tokens. Errors of ReadStudyPage.
absl::StatusOr<WordCounts> CountWordsOf(const std::vector<MatchRecord>& records, const std::vector<std::string>& pages,
                                        std::map<uint32_t, std::string>* words = nullptr);

// Learns prior and weights by logistic regression with a penalty on the weights' squares (full batch, AdaGrad steps),
// such that within a field of ordered levels more agreement never weighs less and what is not stated weighs nothing:
// deterministic.
MatchModel Train(const std::string& version, const std::vector<MatchRecord>& records,
                 const std::vector<TrainingPair>& pairs, const WordFrequencies& frequencies);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_TRAINING_H_
