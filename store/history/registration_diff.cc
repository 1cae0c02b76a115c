#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/field_diff.h"
#include "store/chain/head_reader.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/history/history_reader.h"
#include "store/history/point_parser.h"
#include "store/history/registration_history.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredHead;
using ::trialweave::storage::v1::StoredRegistration;

// A revision as an older release wrote it, which did not say what was known then.
absl::StatusOr<std::optional<MergedRegistration>> ReadUndated(const Reader& snapshot, const std::string& id,
                                                              uint64_t revision, StoredHead head) {
  absl::StatusOr<v1::Registration> registration = InflateHead(snapshot, id, revision, std::move(head));
  if (!registration.ok()) return registration.status();
  MergedRegistration merged;
  merged.registration = *std::move(registration);
  merged.derivations = {absl::StrCat("revision ", revision)};
  return std::optional<MergedRegistration>(std::move(merged));
}

// With what was derived at `point`, whatever had been when the version came to be.
absl::StatusOr<std::optional<MergedRegistration>> ReadVersion(const Reader& snapshot, const std::string& id,
                                                              const StoredRegistration& stored,
                                                              const v1::RegistrationVersion& version, ReadPoint point) {
  if (version.has_as_of()) {
    absl::StatusOr<absl::Time> as_of = ParseAsOf(version.as_of());
    if (!as_of.ok()) return as_of.status();
    point.as_of = *as_of;
  } else if (version.has_revision()) {
    if (version.revision() == 0) return InvalidFieldError("revision", "revisions count from 1");
    if (version.revision() > stored.head_revision()) return std::optional<MergedRegistration>();
    absl::StatusOr<StoredHead> head = ReadStoredHead(snapshot, id, version.revision());
    if (!head.ok()) return head.status();
    if (head->sequence() > point.known) return std::optional<MergedRegistration>();
    if (head->sequence() == 0) return ReadUndated(snapshot, id, version.revision(), *std::move(head));
    point.known = head->sequence();
  }
  return MergeRegistrationAt(snapshot, id, stored, point);
}

std::string VersionName(const std::string& name, const v1::RegistrationVersion& version) {
  if (version.has_revision()) return absl::StrCat(name, "/revisions/", version.revision());
  return version.has_as_of() ? absl::StrCat(name, " at that time") : name;
}

}  // namespace

absl::StatusOr<v1::StoreServiceDiffRegistrationResponse> DiffRegistration(
    const Reader& snapshot, const v1::StoreServiceDiffRegistrationRequest& request) {
  absl::StatusOr<RegistrationName> name = ParseRegistrationName(request.name(), "name");
  if (!name.ok()) return name.status();
  if (name->revision != 0) return InvalidFieldError("name", "not registrations/{id}");
  v1::ReadPoint at;
  at.set_read_sequence(request.read_sequence());
  absl::StatusOr<ReadPoint> point = ParseReadPoint(snapshot, at);
  if (!point.ok()) return point.status();
  StoredRegistration stored;
  absl::StatusOr<bool> found = snapshot.Read(Family::kRegistrations, name->id, &stored);
  if (!found.ok()) return found.status();
  if (!*found || stored.creation_sequence() > point->known) return NotFoundError("registration", request.name());
  std::optional<MergedRegistration> versions[2];
  const v1::RegistrationVersion* const asked[2] = {&request.base(), &request.target()};
  for (int i = 0; i < 2; ++i) {
    absl::StatusOr<std::optional<MergedRegistration>> version =
        ReadVersion(snapshot, name->id, stored, *asked[i], *point);
    if (!version.ok()) return version.status();
    if (!version->has_value()) return NotFoundError("registration", VersionName(request.name(), *asked[i]));
    versions[i] = *std::move(version);
  }
  v1::StoreServiceDiffRegistrationResponse response;
  response.set_read_sequence(point->known);
  response.set_derivations_differ(versions[0]->derivations != versions[1]->derivations);
  for (v1::FieldChange& change : common::DiffRegistrations(versions[0]->registration, versions[1]->registration)) {
    response.add_changes()->Swap(&change);
  }
  return response;
}

}  // namespace trialweave::store
