#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_KEYS_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_KEYS_H_

#include <cstdint>
#include <vector>

#include "store/linkage/match/comparison.h"

namespace trialweave::store {

// What a record is found by, with what it tells: a multiple of 1/64 of the natural logarithm's unit, so that sums do
// not depend on their order.
struct CandidateKey {
  uint32_t key = 0;
  uint32_t weight = 0;
};

inline constexpr double kWeightUnit = 1.0 / 64;

// Sorted by key, each once. A function of the record and the model's frozen frequencies alone: rare words of titles,
// conditions and interventions; acronyms and protocol numbers; contacts, sponsors and words that many have only
// together with a size or a date, for alone they would find thousands.
std::vector<CandidateKey> CandidateKeysOf(const MatchRecord& record, const WordFrequencies& frequencies);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_KEYS_H_
