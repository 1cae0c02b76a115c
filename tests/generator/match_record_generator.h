#ifndef TRIALWEAVE_TESTS_GENERATOR_MATCH_RECORD_GENERATOR_H_
#define TRIALWEAVE_TESTS_GENERATOR_MATCH_RECORD_GENERATOR_H_

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "store/linkage/match/match_record.h"

namespace trialweave::tests {

// MatchRecordGenerator makes match records that are nobody's registrations from real ones, for measurements of the
// linkage at sizes of which no collection is at hand. A made record has the parts and lengths of a real one; a few of
// its words are that one's, which keeps subjects together; the others are words of the real ones by their frequency or
// new ones, so that the vocabulary grows as natural text's does (Heaps' law).
//
// Every fifth record is the partner of the one before it in another registry: the same trial told in other words, now
// and then in another language, its dates, size and sponsor changed about as often as in verified pairs of
// registrations. Deterministic: a record depends on its number and the seed alone. Thread-safe.
class MatchRecordGenerator {
 public:
  // `models`: at least one, with titles.
  MatchRecordGenerator(std::vector<store::MatchRecord> models, uint64_t seed);

  store::MatchRecord Make(uint32_t number) const;
  // The other registration of its trial, which has a lower number.
  static std::optional<uint32_t> PartnerOf(uint32_t number);

 private:
  using Random = std::mt19937_64;

  uint32_t Word(Random& random) const;
  store::Tokens Words(store::TokenSpan models, double kept, Random& random) const;
  store::MatchDraft MakeDraft(uint32_t number) const;
  void TellOtherwise(store::MatchDraft* draft, Random& random) const;

  const std::vector<store::MatchRecord> models_;
  const uint64_t seed_;
  // Of the models, each as often as it stands there.
  std::vector<uint32_t> words_;
};

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_GENERATOR_MATCH_RECORD_GENERATOR_H_
