#include "store/verification/presence_check.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "common/timestamps.h"
#include "store/format/keys.h"
#include "store/snapshot/presence.h"
#include "store/snapshot/snapshot_set.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredRegistration;

std::optional<OpenAbsence> ShownBy(const StoredRegistration& registration, const std::string& set) {
  for (const v1::Absence& absence : registration.absences()) {
    if (absence.set() == set) return OpenAbsence{common::FromTimestamp(absence.since()), absence.tombstone()};
  }
  return std::nullopt;
}

}  // namespace

void CheckPresence(const Reader& reader, VerifyReport& report) {
  report.Begin("snapshots");
  std::map<std::string, SnapshotSet> sets;
  std::map<std::string, uint64_t> absent;
  storage::v1::StoredPresence stored;
  ForEach(reader, Family::kPresence, "", &stored, report, [&](std::string_view key) {
    const absl::StatusOr<PresenceKey> at = DecodePresence(key);
    if (!report.Readable(at.status(), "a presence")) return;
    auto set = sets.find(at->set);
    if (set == sets.end()) {
      absl::StatusOr<SnapshotSet> read = SnapshotSet::Read(reader, at->set);
      if (!report.Readable(read.status(), at->set)) return;
      set = sets.emplace(at->set, *std::move(read)).first;
    }
    const Presence presence = FromStored(stored);
    // Of a snapshot that was never recorded.
    if (!set->second.Contains(presence.first)) return;
    StoredRegistration registration;
    const absl::StatusOr<bool> found = reader.Read(Family::kRegistrations, at->registration_id, &registration);
    if (!report.Readable(found.status(), at->registration_id)) return;
    if (!*found) {
      report.Violation("RECORD_MISSING", at->registration_id,
                       "a snapshot of " + at->set + " has it and it is not there");
      return;
    }
    const std::optional<OpenAbsence> expected = AbsenceOf(presence, *set->second.newest());
    if (expected.has_value()) ++absent[at->set];
    if (ShownBy(registration, at->set) != expected) {
      report.Violation("ABSENCE_DIFFERS", at->registration_id,
                       expected.has_value()
                           ? "the newest snapshots of " + at->set + " lack it, and it does not show that"
                           : "it is said to be absent from " + at->set + ", which has it");
    }
  });
  // Absences that no snapshot says.
  std::map<std::string, uint64_t> shown;
  StoredRegistration registration;
  ForEach(reader, Family::kRegistrations, "", &registration, report, [&](std::string_view) {
    for (const v1::Absence& absence : registration.absences()) ++shown[absence.set()];
  });
  for (const auto& [set, count] : shown) {
    if (count > absent[set]) {
      report.Violation(
          "ABSENCE_DIFFERS", set,
          std::to_string(count - absent[set]) + " registrations are said to be absent, and no snapshot says so");
    }
  }
}

}  // namespace trialweave::store
