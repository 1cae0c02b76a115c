#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "store/chain/head_reader.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/history/history_page.h"
#include "store/history/history_reader.h"
#include "store/history/point_parser.h"
#include "store/history/registration_history.h"
#include "store/history/registration_timeline.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

using Response = v1::StoreServiceListRegistrationRevisionsResponse;

absl::StatusOr<v1::RegistrationRevision> ReadRevision(const Reader& snapshot, const std::string& id,
                                                      uint64_t revision) {
  absl::StatusOr<storage::v1::StoredHead> head = ReadStoredHead(snapshot, id, revision);
  if (!head.ok()) return head.status();
  v1::RegistrationRevision read;
  read.set_name(absl::StrCat("registrations/", id, "/revisions/", revision));
  read.set_sequence(head->sequence());
  if (head->has_commit_time()) *read.mutable_commit_time() = head->commit_time();
  read.set_rederived(head->rederived());
  read.mutable_events()->Swap(head->mutable_events());
  *read.mutable_absences() = head->absences();
  absl::StatusOr<v1::Registration> registration = InflateHead(snapshot, id, revision, *std::move(head));
  if (!registration.ok()) return registration.status();
  *read.mutable_observed_at() = registration->observed_at();
  return read;
}

// Head revisions up to `newest`.
absl::Status AddRevisions(const Reader& snapshot, const std::string& id, uint64_t newest, HistoryPage& page,
                          Response* response) {
  uint64_t revision = 0;
  if (!page.after().empty() && !absl::SimpleAtoi(page.after(), &revision)) return InvalidPageTokenError();
  for (++revision; revision <= newest; ++revision) {
    if (page.Full()) {
      response->set_next_page_token(page.TokenAfter(absl::StrCat(revision - 1)));
      return absl::OkStatus();
    }
    absl::StatusOr<v1::RegistrationRevision> read = ReadRevision(snapshot, id, revision);
    if (!read.ok()) return read.status();
    page.Examined();
    page.Returned(read->ByteSizeLong());
    response->add_revisions()->Swap(&*read);
  }
  return absl::OkStatus();
}

absl::Status AddTimeline(const Reader& snapshot, const std::string& id, HistoryPage& page, Response* response) {
  absl::StatusOr<std::vector<v1::RegistrationRevision>> timeline = ReadTimeline(snapshot, id, page.point());
  if (!timeline.ok()) return timeline.status();
  size_t from = 0;
  if (!page.after().empty() && !absl::SimpleAtoi(page.after(), &from)) return InvalidPageTokenError();
  for (size_t i = from; i < timeline->size(); ++i) {
    if (page.Full()) {
      response->set_next_page_token(page.TokenAfter(absl::StrCat(i)));
      return absl::OkStatus();
    }
    page.Examined();
    page.Returned((*timeline)[i].ByteSizeLong());
    response->add_revisions()->Swap(&(*timeline)[i]);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Response> ListRegistrationRevisions(const Reader& snapshot,
                                                   const v1::StoreServiceListRegistrationRevisionsRequest& request) {
  absl::StatusOr<RegistrationName> name = ParseRegistrationName(request.parent(), "parent");
  if (!name.ok()) return name.status();
  if (name->revision != 0) return InvalidFieldError("parent", "not registrations/{id}");
  const bool by_observation = request.order() == v1::HISTORY_ORDER_OBSERVATION;
  if (!by_observation && request.order() != v1::HISTORY_ORDER_UNSPECIFIED) {
    return InvalidFieldError("order", "none that this release knows");
  }
  v1::ReadPoint point;
  point.set_read_sequence(request.read_sequence());
  absl::StatusOr<HistoryPage> page =
      HistoryPage::Open(snapshot, absl::StrCat(by_observation ? "timeline/" : "revisions/", name->id), point,
                        request.page_size(), request.page_token());
  if (!page.ok()) return page.status();
  storage::v1::StoredRegistration stored;
  absl::StatusOr<bool> found = snapshot.Read(Family::kRegistrations, name->id, &stored);
  if (!found.ok()) return found.status();
  uint64_t newest = 0;
  if (*found) {
    absl::StatusOr<uint64_t> revision = HeadRevisionAt(snapshot, name->id, stored, page->point().known);
    if (!revision.ok()) return revision.status();
    newest = *revision;
  }
  if (newest == 0) return NotFoundError("registration", request.parent());
  Response response;
  response.set_read_sequence(page->point().known);
  const absl::Status status = by_observation ? AddTimeline(snapshot, name->id, *page, &response)
                                             : AddRevisions(snapshot, name->id, newest, *page, &response);
  if (!status.ok()) return status;
  return response;
}

}  // namespace trialweave::store
