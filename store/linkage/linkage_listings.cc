#include "store/linkage/linkage_listings.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/registry_id.h"
#include "store/errors.h"
#include "store/format/linkage_keys.h"
#include "store/linkage/decision_rows.h"
#include "store/linkage/explanation.h"
#include "store/reading/listing_page.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

constexpr char kRegistrations[] = "registrations/";

bool Shown(const v1::Decision& decision, const std::string& registration, bool show_revoked) {
  if (!show_revoked && (decision.has_revoke_time() || !decision.superseded_by().empty())) return false;
  return registration.empty() || decision.registration_a() == registration || decision.registration_b() == registration;
}

// Where a pair stands in the queue.
struct Place {
  // From the threshold, nats.
  double distance = 0;
  std::string a;
  std::string b;

  bool operator<(const Place& other) const {
    return std::tie(distance, a, b) < std::tie(other.distance, other.a, other.b);
  }
};

std::string TokenOf(const Place& place) { return absl::StrFormat("%.17g|%s|%s", place.distance, place.a, place.b); }

absl::StatusOr<Place> PlaceOf(const std::string& token) {
  const std::vector<std::string> parts = absl::StrSplit(token, '|');
  Place place;
  if (parts.size() != 3 || !absl::SimpleAtod(parts[0], &place.distance)) return InvalidPageTokenError();
  place.a = parts[1];
  place.b = parts[2];
  if (TokenOf(place) != token) return InvalidPageTokenError();
  return place;
}

// Reads the queue's page behind a place: of all pairs it keeps only so many.
class ReviewQueue {
 public:
  ReviewQueue(const Reader& reader, double threshold, std::optional<Place> after, size_t size)
      : reader_(reader), threshold_(threshold), after_(std::move(after)), size_(size) {}

  absl::Status Read() {
    if (absl::Status status = ReadTrials(); !status.ok()) return status;
    const std::string prefix = PartnersPrefix();
    const std::unique_ptr<Cursor> cursor = reader_.Scan(Family::kLinkage);
    for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
      absl::StatusOr<std::string> id = DecodePartners(cursor->key());
      if (!id.ok()) return id.status();
      storage::v1::StoredPartners partners;
      absl::Status status = UnwrapTo(Family::kLinkage, cursor->value(), &partners);
      if (status.ok()) status = AddAll(*id, partners);
      if (!status.ok()) return status;
    }
    std::sort_heap(places_.begin(), places_.end());
    return cursor->status();
  }

  // In order; one more than the page when there is a next one.
  const std::vector<Place>& places() const { return places_; }
  int64_t total() const { return total_; }

 private:
  absl::Status ReadTrials() {
    const std::unique_ptr<Cursor> cursor = reader_.Scan(Family::kMembership);
    for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
      storage::v1::StoredMembership membership;
      const absl::Status status = UnwrapTo(Family::kMembership, cursor->value(), &membership);
      if (!status.ok()) return status;
      trials_[std::string(cursor->key())] = std::hash<std::string>()(membership.trial());
    }
    return cursor->status();
  }

  absl::Status AddAll(const std::string& id, const storage::v1::StoredPartners& partners) {
    for (const storage::v1::StoredPartner& partner : partners.partners()) {
      const std::string& other = partner.registration_id();
      if (other < id || trials_[id] == trials_[other]) continue;
      absl::StatusOr<std::optional<std::string>> decided = reader_.Get(Family::kLinkage, EncodeDecidedPair(id, other));
      if (!decided.ok()) return decided.status();
      if (decided->has_value()) continue;
      ++total_;
      Add({std::abs(partner.log_odds() - threshold_), id, other});
    }
    return absl::OkStatus();
  }

  void Add(Place place) {
    if (after_.has_value() && !(*after_ < place)) return;
    if (places_.size() > size_ && !(place < places_.front())) return;
    places_.push_back(std::move(place));
    std::push_heap(places_.begin(), places_.end());
    if (places_.size() <= size_ + 1) return;
    std::pop_heap(places_.begin(), places_.end());
    places_.pop_back();
  }

  const Reader& reader_;
  const double threshold_;
  const std::optional<Place> after_;
  const size_t size_;
  std::unordered_map<std::string, size_t> trials_;
  // A heap, the last one in front.
  std::vector<Place> places_;
  int64_t total_ = 0;
};

}  // namespace

absl::StatusOr<v1::ListDecisionsResponse> ListDecisions(const Reader& reader, const v1::ListDecisionsRequest& request) {
  std::string registration;
  if (!request.registration().empty()) {
    const std::optional<common::RegistryId> id =
        common::ParseRegistryId(std::string(absl::StripPrefix(request.registration(), kRegistrations)));
    if (!id.has_value()) return InvalidFieldError("registration", "must be registrations/{registration_id}");
    registration = id->value;
  }
  absl::StatusOr<ListingPage> page =
      ListingPage::Open(reader, Family::kLinkage, DecisionsPrefix(), request.page_size(), request.page_token());
  if (!page.ok()) return page.status();
  v1::ListDecisionsResponse response;
  while (page->Valid() && !page->Full()) {
    v1::Decision decision;
    const absl::Status status = UnwrapTo(Family::kLinkage, page->cursor().value(), &decision);
    if (!status.ok()) return status;
    if (Shown(decision, registration, request.show_revoked())) {
      *response.add_decisions() = std::move(decision);
      page->Returned();
    } else {
      page->Skipped();
    }
  }
  if (absl::Status status = page->status(); !status.ok()) return status;
  response.set_next_page_token(page->NextToken());
  return response;
}

absl::StatusOr<v1::ListReviewQueueResponse> ListReviewQueue(const Reader& reader, const MatchModel& model,
                                                            const v1::ListReviewQueueRequest& request) {
  absl::StatusOr<size_t> size = PageSizeOf(request.page_size());
  if (!size.ok()) return size.status();
  std::optional<Place> after;
  if (!request.page_token().empty()) {
    absl::StatusOr<Place> place = PlaceOf(request.page_token());
    if (!place.ok()) return place.status();
    after = *std::move(place);
  }
  ReviewQueue queue(reader, model.threshold(), std::move(after), *size);
  if (absl::Status status = queue.Read(); !status.ok()) return status;
  v1::ListReviewQueueResponse response;
  response.set_total_size(queue.total());
  const size_t shown = std::min(*size, queue.places().size());
  for (size_t i = 0; i < shown; ++i) {
    absl::StatusOr<v1::PairExplanation> pair = ExplainPair(reader, model, queue.places()[i].a, queue.places()[i].b);
    if (!pair.ok()) return pair.status();
    *response.add_pairs() = *std::move(pair);
  }
  if (queue.places().size() > shown) response.set_next_page_token(TokenOf(queue.places()[shown - 1]));
  return response;
}

}  // namespace trialweave::store
