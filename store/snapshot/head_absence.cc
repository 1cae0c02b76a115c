#include "store/snapshot/head_absence.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/timestamps.h"
#include "store/chain/head_reader.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/history/registration_events.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredHead;
using ::trialweave::storage::v1::StoredRegistration;
using Absences = google::protobuf::RepeatedPtrField<v1::Absence>;

void Replace(const std::string& set, const std::optional<OpenAbsence>& absence, Absences* absences) {
  absences->erase(
      std::remove_if(absences->begin(), absences->end(), [&](const v1::Absence& known) { return known.set() == set; }),
      absences->end());
  if (!absence.has_value()) return;
  v1::Absence* added = absences->Add();
  added->set_set(set);
  *added->mutable_since() = common::ToTimestamp(absence->since);
  added->set_tombstone(absence->tombstone);
  std::sort(absences->begin(), absences->end(),
            [](const v1::Absence& a, const v1::Absence& b) { return a.set() < b.set(); });
}

bool HasTombstone(const Absences& absences) {
  return std::any_of(absences.begin(), absences.end(), [](const v1::Absence& absence) { return absence.tombstone(); });
}

google::protobuf::RepeatedPtrField<v1::RegistrationEvent> EventsOf(const Absences& before, const Absences& after) {
  v1::Registration was, is;
  *was.mutable_absences() = before;
  *is.mutable_absences() = after;
  const std::vector<v1::RegistrationEvent> events = EventsBetween(was, is, {});
  return {events.begin(), events.end()};
}

absl::Status Count(const Absences& before, const Absences& after, WriteContext& context) {
  absl::StatusOr<storage::v1::StoredTotals*> totals = context.totals();
  if (!totals.ok()) return totals.status();
  (*totals)->set_absent((*totals)->absent() + !after.empty() - !before.empty());
  (*totals)->set_withdrawn((*totals)->withdrawn() + HasTombstone(after) - HasTombstone(before));
  return absl::OkStatus();
}

}  // namespace

absl::Status SetHeadAbsence(const std::string& registration_id, const std::string& set,
                            const std::optional<OpenAbsence>& absence, WriteContext& context) {
  StoredRegistration stored;
  absl::StatusOr<bool> found = context.transaction().Read(Family::kRegistrations, registration_id, &stored);
  if (!found.ok()) return found.status();
  if (!*found) return ReferenceBrokenError("the registration", registration_id);
  const Absences before = stored.absences();
  Replace(set, absence, stored.mutable_absences());
  absl::StatusOr<StoredHead> head = ReadStoredHead(context.transaction(), registration_id, stored.head_revision());
  if (!head.ok()) return head.status();
  // A merged record is kept once, however often its absences change.
  if (head->has_registration_frame()) head->set_content_of_revision(stored.head_revision());
  *head->mutable_absences() = stored.absences();
  stored.set_head_revision(stored.head_revision() + 1);
  context.transaction().Write(Family::kRegistrations, registration_id, stored);
  storage::v1::StoredEntry entry;
  entry.mutable_head_changed()->set_registration_id(registration_id);
  entry.mutable_head_changed()->set_revision(stored.head_revision());
  head->set_sequence(context.Append(std::move(entry)));
  *head->mutable_commit_time() = common::ToTimestamp(context.commit_time());
  head->set_rederived(false);
  *head->mutable_events() = EventsOf(before, stored.absences());
  context.transaction().Write(Family::kHeads, EncodeHead(registration_id, stored.head_revision()), *head);
  return Count(before, stored.absences(), context);
}

}  // namespace trialweave::store
