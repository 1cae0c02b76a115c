#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_WEIGHT_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_WEIGHT_H_

#include <cstdint>
#include <vector>

#include "store/linkage/match/word_frequencies.h"

namespace trialweave::store {

// CandidateWeight says what another record shares with one: the information of common words of titles, conditions,
// interventions and sponsors, and of sizes and dates that are near. In whole 1/64 of the natural logarithm's unit, so
// that sums do not depend on their order and both sides get the same. Far cheaper than a comparison. One thread's.
class CandidateWeight {
 public:
  static constexpr double kUnit = 1.0 / 64;
  // From here on two records are worth comparing, of which the one that says less tells `subject`: those that say much
  // share more by chance.
  static uint32_t LeastFor(uint32_t subject);
  // The information of all words of titles, conditions and interventions, at most 65,535 units.
  static uint32_t SubjectOf(const MatchRecord& record, const WordFrequencies& frequencies);

  // Both outlive it.
  CandidateWeight(const MatchRecord& record, const WordFrequencies& frequencies);

  uint32_t With(const MatchRecord& other);

 private:
  struct Slot {
    uint32_t token = 0;
    uint32_t weight = 0;
    // Number of the call that met it last, since a word may stand in several parts.
    uint32_t met = 0;
  };
  Slot* Find(uint32_t token);

  const MatchRecord& record_;
  uint32_t calls_ = 0;
  size_t mask_;
  std::vector<Slot> slots_;
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_CANDIDATE_WEIGHT_H_
