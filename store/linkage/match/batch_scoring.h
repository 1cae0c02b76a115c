#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_BATCH_SCORING_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_BATCH_SCORING_H_

#include <vector>

#include "store/linkage/match/candidate_index.h"
#include "store/linkage/match/match_clusters.h"
#include "store/linkage/match/match_model.h"

namespace trialweave::store {

struct BatchScores {
  // Those of at least the wanted log-odds, each once, by a and b.
  std::vector<ScoredPair> pairs;
  // Candidates of all records, each pair from both sides.
  uint64_t candidates = 0;
};

// Scores all candidate pairs of the records 0 .. index.size() - 1, which must all be held, on `threads` threads.
BatchScores ScoreAll(const CandidateIndex& index, const MatchModel& model, double least_log_odds, int threads);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_BATCH_SCORING_H_
