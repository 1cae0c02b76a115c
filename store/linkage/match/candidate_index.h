#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_INDEX_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_INDEX_H_

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "store/linkage/match/comparison.h"

namespace trialweave::store {

struct CandidateLimits {
  // Candidates of one registration.
  size_t candidates = 50;
  // A word that more records have than this says too little to look them all up.
  size_t postings = 400;
};

// CandidateIndex finds, for a registration, the others that are worth comparing: those that share the most information
// in words of titles, conditions and interventions, in acronyms, protocol numbers and contacts; sizes and dates that
// are equal add to it. Of one's own registry none. Not thread-safe while records are added.
class CandidateIndex {
 public:
  // Both outlive the index.
  CandidateIndex(const WordFrequencies* frequencies, CandidateLimits limits);

  // `record` outlives the index; its number is the count of those before it.
  void Add(const MatchRecord* record);
  // Numbers of at most limits.candidates records, the most promising first; ties by identifier.
  std::vector<uint32_t> Find(const MatchRecord& record) const;
  size_t size() const { return records_.size(); }

 private:
  const WordFrequencies* const frequencies_;
  const CandidateLimits limits_;
  std::vector<const MatchRecord*> records_;
  std::unordered_map<uint32_t, std::vector<uint32_t>> postings_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_INDEX_H_
