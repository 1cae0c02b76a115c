#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_FIELDS_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_FIELDS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trialweave::store {

// What two registrations are compared in.
enum class MatchField : uint8_t {
  // The most alike pair of titles, by information: shared of all, and shared of the shorter one. A short title that
  // both
  // have tells less where their other titles differ.
  kTitle,
  kTitleCovered,
  // Of titles, conditions and interventions together: information of all words that both have, and of the three that
  // tell most.
  kSubjectInformation,
  kRareWords,
  // Information of the titles' words that the other one has nowhere, on the side with less of it.
  kTitleRest,
  // Of the most alike pair of titles: information of the words that only one of the two has, on the side with less of
  // it. One title may say more than the other; siblings say something else.
  kTitleChanged,
  kNumerals,
  // Alternatives that titles, conditions and interventions name (match_alternatives.h).
  kAlternatives,
  // One is an extension or follow-up, or a pilot, months before and a good deal smaller.
  kSequel,
  kAcronym,
  kSponsor,
  // Both sponsors are hospitals, with no word in common but those of any hospital.
  kHospitals,
  kSize,
  // The size where the titles agree and the sponsor is the same or unknown: siblings differ in it.
  kSiblingSize,
  kStart,
  kRegistered,
  kCompleted,
  // Where the day of registration is unknown: the year in one's number and the years of the other.
  kYear,
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

// "title", "size" ..., and the words of a level ("from 0.9", "equal", "within 31 days"). Empty for a level that the
// field does not have.
std::string_view FieldName(MatchField field);
std::string_view LevelName(MatchField field, uint8_t level);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_FIELDS_H_
