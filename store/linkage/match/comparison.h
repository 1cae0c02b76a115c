#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_COMPARISON_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_COMPARISON_H_

#include <array>
#include <cstdint>
#include <memory>

#include "store/linkage/match/match_fields.h"
#include "store/linkage/match/match_record.h"
#include "store/linkage/match/word_frequencies.h"

namespace trialweave::store {

class WeighedRecord;

// The level of agreement in each field.
using Comparison = std::array<uint8_t, kMatchFields>;

// Comparer compares one record with many: what of the one is asked for each time it looks up once. Threads may share
// it.
class Comparer {
 public:
  // Both outlive it.
  Comparer(const MatchRecord& record, const WordFrequencies& frequencies);
  ~Comparer();

  // The same from both sides.
  Comparison With(const MatchRecord& other) const;

 private:
  const WordFrequencies& frequencies_;
  const std::unique_ptr<const WeighedRecord> record_;
};

Comparison Compare(const MatchRecord& a, const MatchRecord& b, const WordFrequencies& frequencies);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_COMPARISON_H_
