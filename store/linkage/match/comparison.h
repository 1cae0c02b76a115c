#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_COMPARISON_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_COMPARISON_H_

#include <array>
#include <cstdint>
#include <string_view>
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

// What two registrations are compared in.
enum class MatchField : uint8_t {
  // The most alike pair of titles, by information: shared of all, and shared of the shorter one.
  kTitle,
  kTitleCovered,
  // Information that all titles share, and the most informative words of titles, conditions and interventions.
  kTitleInformation,
  kRareWords,
  // Information of the titles' words that the other one has nowhere, on the side with less of it.
  kTitleRest,
  kNumerals,
  kSequel,
  kAcronym,
  kSponsor,
  kSize,
  // The size where the titles agree and the sponsor is the same or unknown: siblings differ in it.
  kSiblingSize,
  kStart,
  kRegistered,
  kCompleted,
  kPhase,
  kStudyType,
  kConditions,
  kInterventions,
  kOutcomes,
  kCountries,
  kPersons,
  kEmails,
  kPhones,
  kProtocolNumbers,
  kCount,
};

inline constexpr size_t kMatchFields = static_cast<size_t>(MatchField::kCount);
// No field has more levels.
inline constexpr size_t kMaxLevels = 12;
// Level 0 of every field: one of the two does not say.
inline constexpr uint8_t kUnknown = 0;

// The level of agreement in each field.
using Comparison = std::array<uint8_t, kMatchFields>;

Comparison Compare(const MatchRecord& a, const MatchRecord& b, const WordFrequencies& frequencies);

// "title", "size" ..., and the words of a level ("from 0.9", "equal", "within 31 days"). Empty for a level that the
// field does not have.
std::string_view FieldName(MatchField field);
std::string_view LevelName(MatchField field, uint8_t level);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_COMPARISON_H_
