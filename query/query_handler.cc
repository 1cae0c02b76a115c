#include "query/query_handler.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/registry_id.h"
#include "common/timestamps.h"
#include "query/order_by.h"
#include "query/page_token.h"
#include "query/query_errors.h"
#include "query/read_mask.h"
#include "query/resource_name.h"
#include "query/serialized_field.h"

namespace trialweave::query {
namespace {

constexpr int kDefaultPageSize = 50;
constexpr int kMaxPageSize = 1000;
// Keys of publications and notices may be DOIs and addresses.
constexpr size_t kMaxKeyBytes = 1024;
constexpr size_t kMaxIdentifierBytes = 512;
constexpr char kPublications[] = "publications/";
constexpr char kNotices[] = "notices/";

// What a List request asks for. `scope` is what its page tokens are bound to.
template <typename Request>
absl::StatusOr<TrialQuery> QueryFor(const Request& request, FieldTable table, const std::string& scope,
                                    const QueryHandler::Gone& gone) {
  if (request.page_size() < 0) return PageSizeInvalid(request.page_size());
  auto filter = Filter::Parse(request.filter(), table);
  if (!filter.ok()) return filter.status();
  TrialQuery query;
  query.filter = *std::move(filter);
  query.page_size = request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), kMaxPageSize);
  query.cancelled = gone;
  if (request.page_token().empty()) return query;
  auto token = DecodePageToken(request.page_token(), scope);
  if (!token.ok()) return token.status();
  query.sequence = token->sequence;
  query.total_size = token->total_size;
  query.after_name = std::move(token->after_name);
  return query;
}

template <typename Record>
const std::string& NameOf(const Record& record) {
  return record.name();
}
std::string NameOf(const SelectedTrial& trial) { return absl::StrCat("trials/", trial.id); }

}  // namespace

void QueryHandler::SetFreshness(const ViewPosition& position, const v1::ReadOptions& options,
                                v1::Freshness* freshness) const {
  freshness->set_sequence(position.sequence);
  if (position.sequence > 0) *freshness->mutable_commit_time() = common::ToTimestamp(position.commit_time);
  if (!options.coverage()) return;
  for (v1::SourceState& state : view_->Coverage().value.sources) *freshness->add_coverage() = std::move(state);
}

template <typename Record, typename Response>
void QueryHandler::FinishList(const Read<RecordPage<Record>>& page, const std::string& scope,
                              const v1::ReadOptions& options, Response* response) const {
  const RecordPage<Record>& list = page.value;
  metrics_->CountListing(list.examined, static_cast<int64_t>(list.records.size()));
  response->set_total_size(list.total_size);
  if (list.more) {
    response->set_next_page_token(
        EncodePageToken({list.sequence, list.total_size, NameOf(list.records.back())}, scope));
  }
  SetFreshness(page.position, options, response->mutable_freshness());
  if (list.sequence == page.position.sequence) return;
  // A later page reflects its snapshot, whose commit time is not kept.
  response->mutable_freshness()->set_sequence(list.sequence);
  response->mutable_freshness()->clear_commit_time();
}

absl::Status QueryHandler::GetTrial(const v1::GetTrialRequest& request, const Gone&,
                                    v1::GetTrialResponse* response) const {
  const auto mask = ReadMask::For<v1::Trial>(request.read_mask());
  if (!mask.ok()) return mask.status();
  const auto id = IdIn(request.name(), "trials/", "trials/{trial}");
  if (!id.ok()) return id.status();
  const auto found = view_->FindTrials({SpellingsOf(*id)});
  const SharedRecord& record = found.value[0];
  if (record == nullptr) return TrialNotFound(request.name());
  if (mask->all()) {
    AddSerialized(v1::GetTrialResponse::kTrialFieldNumber, *record, response);
  } else {
    record->Unpack(response->mutable_trial());
    mask->Apply(response->mutable_trial());
  }
  SetFreshness(found.position, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status QueryHandler::ListTrials(const v1::ListTrialsRequest& request, const Gone& gone,
                                      v1::ListTrialsResponse* response) const {
  const auto mask = ReadMask::For<v1::Trial>(request.read_mask());
  if (!mask.ok()) return mask.status();
  auto order = ParseOrderBy(request.order_by());
  if (!order.ok()) return order.status();
  const std::string scope = ListScope(request.filter(), request.order_by());
  auto query = QueryFor(request, FieldTable::kTrials, scope, gone);
  if (!query.ok()) return query.status();
  query->order = *std::move(order);
  auto page = view_->ListTrials(*query);
  if (!page.ok()) return page.status();
  FinishList(*page, scope, request.options(), response);
  for (const SelectedTrial& trial : page->value.records) {
    if (mask->all()) {
      AddSerialized(v1::ListTrialsResponse::kTrialsFieldNumber, *trial.record, response);
      continue;
    }
    v1::Trial* added = response->add_trials();
    trial.record->Unpack(added);
    mask->Apply(added);
  }
  return absl::OkStatus();
}

absl::Status QueryHandler::GetPublication(const v1::GetPublicationRequest& request, const Gone&,
                                          v1::GetPublicationResponse* response) const {
  const auto id = IdIn(request.name(), kPublications, "publications/{publication}", "name", kMaxKeyBytes);
  if (!id.ok()) return id.status();
  auto found = literature_->FindPublication(*id);
  if (!found.value) return PublicationNotFound(request.name());
  *response->mutable_publication() = *std::move(found.value);
  SetFreshness(found.position, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status QueryHandler::ListPublications(const v1::ListPublicationsRequest& request, const Gone& gone,
                                            v1::ListPublicationsResponse* response) const {
  const std::string scope = kPublications + request.filter();
  auto query = QueryFor(request, FieldTable::kPublications, scope, gone);
  if (!query.ok()) return query.status();
  auto page = literature_->ListPublications(*query);
  if (!page.ok()) return page.status();
  FinishList(*page, scope, request.options(), response);
  for (v1::Publication& publication : page->value.records) *response->add_publications() = std::move(publication);
  return absl::OkStatus();
}

absl::Status QueryHandler::GetNotice(const v1::GetNoticeRequest& request, const Gone&,
                                     v1::GetNoticeResponse* response) const {
  const auto id = IdIn(request.name(), kNotices, "notices/{notice}", "name", kMaxKeyBytes);
  if (!id.ok()) return id.status();
  auto found = literature_->FindNotice(*id);
  if (!found.value) return NoticeNotFound(request.name());
  *response->mutable_notice() = *std::move(found.value);
  SetFreshness(found.position, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status QueryHandler::ListNotices(const v1::ListNoticesRequest& request, const Gone& gone,
                                       v1::ListNoticesResponse* response) const {
  const std::string scope = kNotices + request.filter();
  auto query = QueryFor(request, FieldTable::kNotices, scope, gone);
  if (!query.ok()) return query.status();
  auto page = literature_->ListNotices(*query);
  if (!page.ok()) return page.status();
  FinishList(*page, scope, request.options(), response);
  for (v1::RegulatoryNotice& notice : page->value.records) *response->add_notices() = std::move(notice);
  return absl::OkStatus();
}

absl::Status QueryHandler::GetRegistration(const v1::GetRegistrationRequest& request, const Gone&,
                                           v1::GetRegistrationResponse* response) const {
  const auto mask = ReadMask::For<v1::Registration>(request.read_mask());
  if (!mask.ok()) return mask.status();
  const auto id = IdIn(request.name(), "registrations/", "registrations/{registration_id}");
  if (!id.ok()) return id.status();
  // As given, then in its canonical spelling.
  const std::vector<std::string> spellings = SpellingsOf(*id);
  auto found = view_->FindRegistration(spellings[0]);
  if (!found.value && spellings.size() > 1) found = view_->FindRegistration(spellings[1]);
  if (!found.value) return RegistrationNotFound(request.name());
  mask->Apply(&*found.value);
  *response->mutable_registration() = *std::move(found.value);
  SetFreshness(found.position, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status QueryHandler::ResolveIdentifier(const v1::ResolveIdentifierRequest& request, const Gone&,
                                             v1::ResolveIdentifierResponse* response) const {
  if (absl::StripAsciiWhitespace(request.identifier()).empty()) return IdentifierInvalid("empty");
  if (request.identifier().size() > kMaxIdentifierBytes) {
    return IdentifierInvalid(absl::StrCat(request.identifier().size(), " bytes, at most ", kMaxIdentifierBytes));
  }
  ViewPosition position = view_->Position();
  if (const auto canonical = common::ParseRegistryId(request.identifier())) {
    response->set_canonical(canonical->value);
    response->set_scheme(canonical->scheme);
    response->set_repair(canonical->repair);
    const auto match = view_->Resolve(canonical->value);
    position = match.position;
    if (!match.value.registration_id.empty()) {
      response->set_registration(absl::StrCat("registrations/", match.value.registration_id));
    }
    response->set_trial(match.value.trial);
  }
  SetFreshness(position, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status QueryHandler::GetCoverage(const v1::GetCoverageRequest& request, const Gone&,
                                       v1::GetCoverageResponse* response) const {
  auto coverage = view_->Coverage();
  const ViewCounts& counts = coverage.value.counts;
  for (v1::SourceState& state : coverage.value.sources) *response->add_sources() = std::move(state);
  response->set_trials(counts.trials);
  response->set_registrations(counts.registrations);
  response->set_dead_letters_open(counts.dead_letters_open);
  response->set_publications(counts.publications);
  response->set_notices(counts.notices);
  SetFreshness(coverage.position, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

}  // namespace trialweave::query
