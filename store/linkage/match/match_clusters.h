#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_CLUSTERS_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_CLUSTERS_H_

#include <cstdint>
#include <vector>

#include "store/linkage/match/match_record.h"

namespace trialweave::store {

// Two records, by number, and their score; a < b.
struct ScoredPair {
  uint32_t a = 0;
  uint32_t b = 0;
  double log_odds = 0;
};

struct ClusterRules {
  // Log-odds from which a pair is one trial by its score alone.
  double threshold = 0;
  // So much less a rival of the same registry must score, else nobody can say which of the two it is.
  double rival_margin = 0;
  // Identifiers that records state count.
  bool identifiers = true;
};

// Divides records into trials as a store that has them all does (clustering.h); the result is each record's cluster, by
// the number of the cluster's first record. The order of `records` and `pairs` does not matter.
std::vector<uint32_t> ClusterRecords(const std::vector<MatchRecord>& records, const std::vector<ScoredPair>& pairs,
                                     const ClusterRules& rules);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_CLUSTERS_H_
