#include "store/history/history_reader.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "store/chain/head_reader.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/history/history_page.h"
#include "store/history/point_parser.h"
#include "store/history/registration_history.h"
#include "store/history/trial_history.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

constexpr std::string_view kTrials = "trials/";

// A head revision that was known at the point.
absl::StatusOr<std::optional<v1::Registration>> ReadRevision(const Reader& snapshot, const RegistrationName& name,
                                                             const ReadPoint& point) {
  storage::v1::StoredRegistration stored;
  absl::StatusOr<bool> found = snapshot.Read(Family::kRegistrations, name.id, &stored);
  if (!found.ok()) return found.status();
  if (!*found || name.revision > stored.head_revision()) return std::optional<v1::Registration>();
  absl::StatusOr<storage::v1::StoredHead> head = ReadStoredHead(snapshot, name.id, name.revision);
  if (!head.ok()) return head.status();
  if (head->sequence() > point.known) return std::optional<v1::Registration>();
  absl::StatusOr<std::string> trial = TrialAt(snapshot, name.id, head->sequence());
  if (!trial.ok()) return trial.status();
  absl::StatusOr<v1::Registration> registration = InflateHead(snapshot, name.id, name.revision, *std::move(head));
  if (!registration.ok()) return registration.status();
  registration->set_trial(std::string(kTrials) + *trial);
  return std::optional<v1::Registration>(*std::move(registration));
}

}  // namespace

absl::StatusOr<v1::StoreServiceGetRegistrationResponse> GetRegistration(
    const Reader& snapshot, const v1::StoreServiceGetRegistrationRequest& request) {
  absl::StatusOr<RegistrationName> name = ParseRegistrationName(request.name(), "name");
  if (!name.ok()) return name.status();
  absl::StatusOr<ReadPoint> point = ParseReadPoint(snapshot, request.point());
  if (!point.ok()) return point.status();
  if (name->revision != 0 && point->as_of.has_value()) {
    return InvalidFieldError("point.as_of", "a revision is what it is at any time");
  }
  absl::StatusOr<std::optional<v1::Registration>> registration =
      name->revision == 0 ? ReadRegistrationAt(snapshot, name->id, *point) : ReadRevision(snapshot, *name, *point);
  if (!registration.ok()) return registration.status();
  if (!registration->has_value()) return NotFoundError("registration", request.name());
  v1::StoreServiceGetRegistrationResponse response;
  response.mutable_registration()->Swap(&**registration);
  response.set_read_sequence(point->known);
  return response;
}

absl::StatusOr<v1::StoreServiceListRegistrationsResponse> ListRegistrations(
    const Reader& snapshot, const v1::StoreServiceListRegistrationsRequest& request) {
  absl::StatusOr<HistoryPage> page =
      HistoryPage::Open(snapshot, "registrations", request.point(), request.page_size(), request.page_token());
  if (!page.ok()) return page.status();
  v1::StoreServiceListRegistrationsResponse response;
  response.set_read_sequence(page->point().known);
  const std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kRegistrations);
  std::string last = page->after();
  for (cursor->Seek(last.empty() ? last : last + '\0'); cursor->Valid(); cursor->Next()) {
    if (page->Full()) {
      response.set_next_page_token(page->TokenAfter(last));
      return response;
    }
    last = std::string(cursor->key());
    page->Examined();
    absl::StatusOr<std::optional<v1::Registration>> registration = ReadRegistrationAt(snapshot, last, page->point());
    if (!registration.ok()) return registration.status();
    if (!registration->has_value()) continue;
    // Unpacked, as clients get it, provenance is up to four times as long.
    page->Returned((*registration)->ByteSizeLong() + 3 * (*registration)->packed_provenance().size());
    response.add_registrations()->Swap(&**registration);
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  return response;
}

absl::StatusOr<v1::StoreServiceGetTrialResponse> GetTrial(const Reader& snapshot,
                                                          const v1::StoreServiceGetTrialRequest& request) {
  if (request.name().compare(0, kTrials.size(), kTrials) != 0 || request.name().size() == kTrials.size()) {
    return InvalidFieldError("name", "not trials/{trial}");
  }
  absl::StatusOr<ReadPoint> point = ParseReadPoint(snapshot, request.point());
  if (!point.ok()) return point.status();
  absl::StatusOr<std::optional<v1::TrialRegistrations>> trial =
      FindTrialAt(snapshot, request.name().substr(kTrials.size()), *point);
  if (!trial.ok()) return trial.status();
  if (!trial->has_value()) return NotFoundError("trial", request.name());
  v1::StoreServiceGetTrialResponse response;
  response.mutable_trial()->Swap(&**trial);
  response.set_read_sequence(point->known);
  return response;
}

absl::StatusOr<v1::StoreServiceListTrialsResponse> ListTrials(const Reader& snapshot,
                                                              const v1::StoreServiceListTrialsRequest& request) {
  absl::StatusOr<HistoryPage> page =
      HistoryPage::Open(snapshot, "trials", request.point(), request.page_size(), request.page_token());
  if (!page.ok()) return page.status();
  v1::StoreServiceListTrialsResponse response;
  response.set_read_sequence(page->point().known);
  // Every name that a trial ever had or would have is here, in order.
  const std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kNames);
  std::string last = page->after();
  for (cursor->Seek(last.empty() ? last : last + '\0'); cursor->Valid(); cursor->Next()) {
    if (page->Full()) {
      response.set_next_page_token(page->TokenAfter(last));
      return response;
    }
    last = std::string(cursor->key());
    page->Examined();
    absl::StatusOr<std::optional<v1::TrialRegistrations>> trial = ReadTrialAt(snapshot, last, page->point());
    if (!trial.ok()) return trial.status();
    if (!trial->has_value()) continue;
    page->Returned((*trial)->ByteSizeLong());
    response.add_trials()->Swap(&**trial);
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  return response;
}

}  // namespace trialweave::store
