#include "store/history/absence_history.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "common/timestamps.h"
#include "store/format/key_encoding.h"
#include "store/format/keys.h"
#include "store/snapshot/presence.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

struct KnownSnapshot {
  absl::Time time;
  uint64_t sequence = 0;
};

// The snapshots of one set, newest first.
class SnapshotsBackwards {
 public:
  SnapshotsBackwards(const Reader& reader, const std::string& set)
      : prefix_(SnapshotsPrefix(set)), set_(set), cursor_(reader.Scan(Family::kSnapshots)) {}

  // The newest one up to `time`, or before it; nothing when there is none.
  absl::StatusOr<std::optional<KnownSnapshot>> UpTo(absl::Time time) {
    cursor_->SeekForPrev(EncodeSnapshot(set_, time));
    return Current();
  }
  absl::StatusOr<std::optional<KnownSnapshot>> Before(absl::Time time) {
    absl::StatusOr<std::optional<KnownSnapshot>> found = UpTo(time - absl::Nanoseconds(1));
    return found;
  }
  absl::StatusOr<std::optional<KnownSnapshot>> Newest() {
    cursor_->SeekForPrev(PrefixEnd(prefix_));
    return Current();
  }

 private:
  absl::StatusOr<std::optional<KnownSnapshot>> Current() {
    if (absl::Status status = cursor_->status(); !status.ok()) return status;
    if (!cursor_->Valid() || cursor_->key().substr(0, prefix_.size()) != prefix_) return std::optional<KnownSnapshot>();
    absl::StatusOr<SnapshotKey> key = DecodeSnapshot(cursor_->key());
    if (!key.ok()) return key.status();
    storage::v1::StoredSnapshot stored;
    const absl::Status status = UnwrapTo(Family::kSnapshots, cursor_->value(), &stored);
    if (!status.ok()) return status;
    return std::optional<KnownSnapshot>(KnownSnapshot{key->observed_at, stored.sequence()});
  }

  const std::string prefix_;
  const std::string set_;
  const std::unique_ptr<Cursor> cursor_;
};

bool IsKnownIn(const Presence& presence, absl::Time time, uint64_t known) {
  return IsIn(presence, time) && std::none_of(presence.late.begin(), presence.late.end(), [&](const LateMember& late) {
           return late.snapshot == time && late.sequence > known;
         });
}

// Walks back over the snapshots without the registration to the newest one with it.
absl::StatusOr<std::optional<OpenAbsence>> AbsenceAt(const Presence& presence, SnapshotsBackwards& snapshots,
                                                     const ReadPoint& point) {
  OpenAbsence absence;
  int without = 0;
  absl::StatusOr<std::optional<KnownSnapshot>> at =
      point.as_of.has_value() ? snapshots.UpTo(*point.as_of) : snapshots.Newest();
  for (; at.ok() && at->has_value() && (*at)->time >= presence.first; at = snapshots.Before((*at)->time)) {
    if ((*at)->sequence > point.known) continue;
    if (IsKnownIn(presence, (*at)->time, point.known)) {
      if (without == 0) return std::optional<OpenAbsence>();
      absence.tombstone = without > 1;
      return std::optional<OpenAbsence>(absence);
    }
    absence.since = (*at)->time;
    ++without;
  }
  if (!at.ok()) return at.status();
  // No snapshot that was known has it: it was never there.
  return std::optional<OpenAbsence>();
}

// The names of all sets: one seek each.
absl::StatusOr<std::vector<std::string>> ReadSets(const Reader& reader) {
  std::vector<std::string> sets;
  const std::unique_ptr<Cursor> cursor = reader.Scan(Family::kSnapshots);
  for (cursor->Seek(""); cursor->Valid(); cursor->Seek(PrefixEnd(SnapshotsPrefix(sets.back())))) {
    absl::StatusOr<SnapshotKey> key = DecodeSnapshot(cursor->key());
    if (!key.ok()) return key.status();
    sets.push_back(std::move(key->set));
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  return sets;
}

}  // namespace

absl::StatusOr<std::vector<v1::Absence>> ReadAbsencesAt(const Reader& reader, const std::string& registration_id,
                                                        const ReadPoint& point) {
  absl::StatusOr<std::vector<std::string>> sets = ReadSets(reader);
  if (!sets.ok()) return sets.status();
  std::vector<v1::Absence> absences;
  for (const std::string& set : *sets) {
    storage::v1::StoredPresence stored;
    absl::StatusOr<bool> found = reader.Read(Family::kPresence, EncodePresence(set, registration_id), &stored);
    if (!found.ok()) return found.status();
    if (!*found) continue;
    const Presence presence = FromStored(stored);
    SnapshotsBackwards snapshots(reader, set);
    // A member of a snapshot that was never recorded does not count.
    absl::StatusOr<std::optional<KnownSnapshot>> first = snapshots.UpTo(presence.first);
    if (!first.ok()) return first.status();
    if (!first->has_value() || (*first)->time != presence.first) continue;
    absl::StatusOr<std::optional<OpenAbsence>> absence = AbsenceAt(presence, snapshots, point);
    if (!absence.ok()) return absence.status();
    if (!absence->has_value()) continue;
    v1::Absence& added = absences.emplace_back();
    added.set_set(set);
    *added.mutable_since() = common::ToTimestamp((*absence)->since);
    added.set_tombstone((*absence)->tombstone);
  }
  return absences;
}

absl::StatusOr<std::vector<absl::Time>> ReadSnapshotTimes(const Reader& reader, const std::string& registration_id,
                                                          const ReadPoint& point) {
  absl::StatusOr<std::vector<std::string>> sets = ReadSets(reader);
  if (!sets.ok()) return sets.status();
  std::vector<absl::Time> times;
  for (const std::string& set : *sets) {
    absl::StatusOr<std::optional<std::string>> row =
        reader.Get(Family::kPresence, EncodePresence(set, registration_id));
    if (!row.ok()) return row.status();
    if (!row->has_value()) continue;
    SnapshotsBackwards snapshots(reader, set);
    absl::StatusOr<std::optional<KnownSnapshot>> at = snapshots.Newest();
    for (; at.ok() && at->has_value(); at = snapshots.Before((*at)->time)) {
      if ((*at)->sequence <= point.known) times.push_back((*at)->time);
    }
    if (!at.ok()) return at.status();
  }
  return times;
}

}  // namespace trialweave::store
