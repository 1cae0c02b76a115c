#include "store/history/trial_history.h"

#include <algorithm>
#include <set>
#include <utility>

#include "store/errors.h"
#include "store/format/keys.h"
#include "store/history/past_rows.h"
#include "store/history/registration_history.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

// The registration that founds the trial of a name; else the one of this identifier; empty when there is neither.
absl::StatusOr<std::string> RegistrationOf(const Reader& reader, const std::string& id) {
  storage::v1::StoredName name;
  absl::StatusOr<bool> found = reader.Read(Family::kNames, id, &name);
  if (!found.ok()) return found.status();
  if (*found) return name.registration_id();
  absl::StatusOr<std::optional<std::string>> registration = reader.Get(Family::kRegistrations, id);
  if (!registration.ok()) return registration.status();
  return registration->has_value() ? id : std::string();
}

// The trial of a registration; empty when it was not known.
absl::StatusOr<std::string> TrialOf(const Reader& reader, const std::string& registration_id, uint64_t sequence) {
  storage::v1::StoredRegistration stored;
  absl::StatusOr<bool> found = reader.Read(Family::kRegistrations, registration_id, &stored);
  if (!found.ok()) return found.status();
  if (!*found || stored.creation_sequence() > sequence) return std::string();
  return TrialAt(reader, registration_id, sequence);
}

// What belonged to a trial that was there.
absl::StatusOr<v1::MembershipChanged> MembershipAt(const Reader& reader, const std::string& name, uint64_t sequence) {
  v1::MembershipChanged membership;
  absl::StatusOr<bool> found =
      ReadPast(reader, PastTrialPrefix(name), EncodePastTrial(name, sequence + 1), &membership);
  if (!found.ok()) return found.status();
  if (!*found) {
    found = reader.Read(Family::kTrials, name, &membership);
    if (!found.ok()) return found.status();
  }
  if (!*found) return ReferenceBrokenError("the registrations", name);
  return membership;
}

// Leaves what is in `ids`.
void Keep(const std::set<std::string>& ids, v1::MembershipChanged* membership) {
  auto* members = membership->mutable_registration_ids();
  members->erase(
      std::remove_if(members->begin(), members->end(), [&](const std::string& id) { return ids.count(id) == 0; }),
      members->end());
  auto* links = membership->mutable_links();
  links->erase(std::remove_if(links->begin(), links->end(),
                              [&](const v1::Link& link) {
                                return ids.count(link.registration_a()) == 0 || ids.count(link.registration_b()) == 0;
                              }),
               links->end());
}

absl::StatusOr<std::optional<v1::TrialRegistrations>> ReadTrial(const Reader& reader, const std::string& name,
                                                                const ReadPoint& point) {
  absl::StatusOr<v1::MembershipChanged> membership = MembershipAt(reader, name, point.known);
  if (!membership.ok()) return membership.status();
  v1::TrialRegistrations trial;
  std::set<std::string> there;
  for (const std::string& id : membership->registration_ids()) {
    absl::StatusOr<std::optional<v1::Registration>> registration = ReadRegistrationAt(reader, id, point);
    if (!registration.ok()) return registration.status();
    if (!registration->has_value()) continue;
    there.insert(id);
    trial.add_registrations()->Swap(&**registration);
  }
  if (there.empty()) return std::optional<v1::TrialRegistrations>();
  Keep(there, &*membership);
  trial.mutable_membership()->Swap(&*membership);
  return std::optional<v1::TrialRegistrations>(std::move(trial));
}

}  // namespace

absl::StatusOr<std::optional<v1::TrialRegistrations>> ReadTrialAt(const Reader& reader, const std::string& name,
                                                                  const ReadPoint& point) {
  storage::v1::StoredName stored;
  absl::StatusOr<bool> found = reader.Read(Family::kNames, name, &stored);
  if (!found.ok()) return found.status();
  if (!*found) return std::optional<v1::TrialRegistrations>();
  absl::StatusOr<std::string> trial = TrialOf(reader, stored.registration_id(), point.known);
  if (!trial.ok()) return trial.status();
  // A trial has its founder's name as long as the founder is in it.
  if (*trial != name) return std::optional<v1::TrialRegistrations>();
  return ReadTrial(reader, name, point);
}

absl::StatusOr<std::string> FindTrialNameAt(const Reader& reader, const std::string& id, uint64_t sequence) {
  absl::StatusOr<std::string> registration = RegistrationOf(reader, id);
  if (!registration.ok() || registration->empty()) return registration;
  return TrialOf(reader, *registration, sequence);
}

absl::StatusOr<std::optional<v1::TrialRegistrations>> FindTrialAt(const Reader& reader, const std::string& id,
                                                                  const ReadPoint& point) {
  absl::StatusOr<std::string> trial = FindTrialNameAt(reader, id, point.known);
  if (!trial.ok()) return trial.status();
  if (trial->empty()) return std::optional<v1::TrialRegistrations>();
  return ReadTrial(reader, *trial, point);
}

}  // namespace trialweave::store
