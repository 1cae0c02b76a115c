#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_WORD_FREQUENCIES_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_WORD_FREQUENCIES_H_

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "store/linkage/match/match_record.h"

namespace trialweave::store {

// How many of a fixed collection of registrations have a word: what an agreement on it is worth. Frozen with the
// model, so that a pair's score never depends on what else a store holds.
class WordFrequencies {
 public:
  WordFrequencies() = default;
  WordFrequencies(uint64_t records, const std::unordered_map<uint32_t, uint32_t>& counts);

  // ln(records / count); a word that is not listed counts as one of two records.
  double Information(uint32_t token) const {
    for (size_t at = SlotOf(token);; at = (at + 1) & mask_) {
      const Slot& slot = slots_[at];
      if (slot.information < 0) return rare_;
      if (slot.token == token) return slot.information;
    }
  }
  double Information(TokenSpan tokens) const;
  uint64_t records() const { return records_; }

 private:
  // An open hash table, because every comparison looks up dozens of words.
  struct Slot {
    uint32_t token = 0;
    // Below 0: the slot is free.
    float information = -1;
  };
  size_t SlotOf(uint32_t token) const { return (uint64_t{token} * 0x9E3779B97F4A7C15u >> 32) & mask_; }

  uint64_t records_ = 1;
  double rare_ = 0;
  size_t mask_ = 0;
  std::vector<Slot> slots_ = {Slot()};
};

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_WORD_FREQUENCIES_H_
