#ifndef TRIALWEAVE_STORE_FORMAT_FAMILIES_H_
#define TRIALWEAVE_STORE_FORMAT_FAMILIES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trialweave::store {

// The column families; docs/on-disk-format.md has their keys and values. Never renumber: the number is the
// type byte of the values' envelope.
enum class Family : uint8_t {
  kMeta = 0,
  kRaw = 1,
  kObservations = 2,
  kStates = 3,
  kHeads = 4,
  kRegistrations = 5,
  kTrials = 6,
  kNames = 7,
  kIdentifiers = 8,
  kMembership = 9,
  kChangelog = 10,
  kDeliveries = 11,
  kOutcomes = 12,
  kRuns = 13,
  kRunRecords = 14,
  kDeadLetters = 15,
  kSources = 16,
  kLeases = 17,
  kSnapshots = 18,
  kPresence = 19,
  kPublications = 20,
  kNotices = 21,
  kFieldProfiles = 22,
  kPast = 23,
  kLinkage = 24,
  kChangelogState = 25,
};

inline constexpr size_t kFamilyCount = 26;

// On-disk names, by number. Meta lives in the default family.
inline constexpr std::array<std::string_view, kFamilyCount> kFamilyNames = {
    "default",         "raw",        "observations",   "states",      "heads",
    "registrations",   "trials",     "names",          "identifiers", "membership",
    "changelog",       "deliveries", "outcomes",       "runs",        "run_records",
    "dead_letters",    "sources",    "leases",         "snapshots",   "presence",
    "publications",    "notices",    "field_profiles", "past",        "linkage",
    "changelog_state",
};

// Version of everything that this folder and docs/on-disk-format.md describe.
inline constexpr uint32_t kFormatVersion = 3;

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_FORMAT_FAMILIES_H_
