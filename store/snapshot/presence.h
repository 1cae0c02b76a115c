#ifndef TRIALWEAVE_STORE_SNAPSHOT_PRESENCE_H_
#define TRIALWEAVE_STORE_SNAPSHOT_PRESENCE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "trialweave/storage/v1/storage.pb.h"

// In which complete snapshots of a set a registration is. What follows is a pure function of the set's snapshots
// and their members, so the order in which snapshots become known never matters.
namespace trialweave::store {

// A stretch of snapshots without the registration: from the first one without it to the next one that has it.
struct Gap {
  absl::Time since;
  // Nothing: no later snapshot has it.
  std::optional<absl::Time> until;

  bool operator==(const Gap&) const = default;
};

// A snapshot that had been recorded when it became known, at a changelog sequence, to have the registration too.
struct LateMember {
  absl::Time snapshot;
  uint64_t sequence = 0;

  bool operator==(const LateMember&) const = default;
};

// A registration is in every snapshot from its first one on but those of the gaps, which are in order. A snapshot
// that brings nothing new changes nothing here.
struct Presence {
  absl::Time first;
  std::vector<Gap> gaps;
  std::vector<LateMember> late;

  bool operator==(const Presence&) const = default;
};

// Whether it is in the snapshot at `time`, which is one of the set's.
bool IsIn(const Presence& presence, absl::Time time);

// The snapshot at `time`, new or not, has it. `next` is the set's next later snapshot; nothing when there is none.
// `presence` is nothing while no snapshot is known to have it.
void Appear(absl::Time time, std::optional<absl::Time> next, std::optional<Presence>* presence);

// The snapshot at `time`, which is new to the set, lacks it. `next` as above.
void Miss(absl::Time time, std::optional<absl::Time> next, Presence* presence);

// The newest snapshots lack it.
struct OpenAbsence {
  // The first of them.
  absl::Time since;
  // There are two or more.
  bool tombstone = false;

  bool operator==(const OpenAbsence&) const = default;
};

// Nothing when the newest snapshot, at `newest`, has it.
std::optional<OpenAbsence> AbsenceOf(const Presence& presence, absl::Time newest);

Presence FromStored(const storage::v1::StoredPresence& stored);
storage::v1::StoredPresence ToStored(const Presence& presence);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_SNAPSHOT_PRESENCE_H_
