#include "store/history/registration_timeline.h"

#include <optional>
#include <set>
#include <utility>

#include "common/content_digest.h"
#include "common/timestamps.h"
#include "store/history/absence_history.h"
#include "store/history/known_chains.h"
#include "store/history/registration_events.h"
#include "store/history/registration_history.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredRegistration;

// Times at which the registration may have become another.
absl::StatusOr<std::set<absl::Time>> TimesOf(const Reader& reader, const std::string& id,
                                             const StoredRegistration& stored, const ReadPoint& point) {
  std::set<absl::Time> times;
  absl::StatusOr<KnownChains> chains = ReadKnownChains(reader, id, stored, point);
  if (!chains.ok()) return chains.status();
  for (const auto& [key, spans] : *chains) {
    for (const Span& span : spans) times.insert(span.first);
  }
  absl::StatusOr<std::vector<absl::Time>> snapshots = ReadSnapshotTimes(reader, id, point);
  if (!snapshots.ok()) return snapshots.status();
  times.insert(snapshots->begin(), snapshots->end());
  return times;
}

bool SameAbsences(const v1::Registration& a, const v1::Registration& b) {
  if (a.absences_size() != b.absences_size()) return false;
  for (int i = 0; i < a.absences_size(); ++i) {
    if (a.absences(i).SerializeAsString() != b.absences(i).SerializeAsString()) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::vector<v1::RegistrationRevision>> ReadTimeline(const Reader& reader,
                                                                   const std::string& registration_id,
                                                                   const ReadPoint& point) {
  std::vector<v1::RegistrationRevision> timeline;
  StoredRegistration stored;
  absl::StatusOr<bool> found = reader.Read(Family::kRegistrations, registration_id, &stored);
  if (!found.ok()) return found.status();
  if (!*found || stored.creation_sequence() > point.known) return timeline;
  absl::StatusOr<std::set<absl::Time>> times = TimesOf(reader, registration_id, stored, point);
  if (!times.ok()) return times.status();
  std::optional<MergedRegistration> before;
  for (absl::Time time : *times) {
    if (point.as_of.has_value() && time > *point.as_of) break;
    absl::StatusOr<std::optional<MergedRegistration>> at =
        MergeRegistrationAt(reader, registration_id, stored, {time, point.known, point.derived});
    if (!at.ok()) return at.status();
    if (!at->has_value()) continue;
    v1::RegistrationRevision revision;
    *revision.mutable_observed_at() = common::ToTimestamp(time);
    *revision.mutable_absences() = (*at)->registration.absences();
    if (before.has_value()) {
      if (common::ContentDigest(before->registration) == common::ContentDigest((*at)->registration) &&
          SameAbsences(before->registration, (*at)->registration)) {
        continue;
      }
      const VersionsCompared compared{before->derivations == (*at)->derivations, before->chains < (*at)->chains};
      for (v1::RegistrationEvent& event : EventsBetween(before->registration, (*at)->registration, compared)) {
        *revision.add_events() = std::move(event);
      }
    }
    timeline.push_back(std::move(revision));
    before = *std::move(at);
  }
  return timeline;
}

}  // namespace trialweave::store
