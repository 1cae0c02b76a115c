#include "query/history_handler.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/packed_provenance.h"
#include "common/registry_id.h"
#include "common/status.h"
#include "query/filter/filter.h"
#include "query/page_token.h"
#include "query/query_errors.h"
#include "query/read_mask.h"
#include "query/resource_name.h"
#include "query/search/plan_matcher.h"
#include "query/search/search_plan.h"
#include "query/search/search_query.h"
#include "query/search/snippets.h"
#include "query/search/synonyms.h"
#include "query/view/merge.h"
#include "query/view/view_errors.h"

namespace trialweave::query {
namespace {

constexpr char kTrials[] = "trials/";
constexpr char kRegistrations[] = "registrations/";
constexpr int kDefaultPageSize = 50;
constexpr int kDefaultHits = 20;
constexpr int kMaxPageSize = 1000;
// Pages of the store that are read for one page of a list with a filter.
constexpr int kMaxStorePages = 20;
constexpr size_t kMaxPageBytes = 16 << 20;

v1::ReadPoint PointOf(const v1::ReadOptions& options) {
  v1::ReadPoint point;
  if (options.has_as_of()) *point.mutable_as_of() = options.as_of();
  point.set_read_sequence(options.read_sequence());
  return point;
}

v1::Trial Merged(v1::TrialRegistrations& trial, uint64_t read_sequence) {
  v1::Trial merged = MergeTrial(trial.membership(), {std::make_move_iterator(trial.mutable_registrations()->begin()),
                                                     std::make_move_iterator(trial.mutable_registrations()->end())});
  merged.set_name(trial.membership().trial());
  merged.set_sequence(read_sequence);
  return merged;
}

}  // namespace

bool HasPoint(const v1::ReadOptions& options) { return options.has_as_of() || options.read_sequence() != 0; }

void HistoryHandler::SetFreshness(uint64_t sequence, const v1::ReadOptions& options, v1::Freshness* freshness) const {
  freshness->set_sequence(sequence);
  if (!options.coverage()) return;
  for (v1::SourceState& state : view_->Coverage().value.sources) *freshness->add_coverage() = std::move(state);
}

std::string HistoryHandler::CanonicalName(const std::string& name) const {
  const std::string id = name.substr(sizeof(kRegistrations) - 1);
  // What is there as it is given is meant.
  if (view_->FindRegistration(id).value) {
    return absl::StrCat(kRegistrations, view_->FindRegistration(id).value->registration_id());
  }
  const auto canonical = common::ParseRegistryId(id);
  if (!canonical) return name;
  const std::string resolved = view_->Resolve(canonical->value).value.registration_id;
  return absl::StrCat(kRegistrations, resolved.empty() ? canonical->value : resolved);
}

std::vector<std::string> HistoryHandler::NamesOf(const std::string& trial) const {
  std::vector<std::string> names = {trial};
  if (const auto canonical = common::ParseRegistryId(trial.substr(sizeof(kTrials) - 1))) {
    names.push_back(kTrials + canonical->value);
    const std::string resolved = view_->Resolve(canonical->value).value.registration_id;
    if (!resolved.empty()) names.push_back(kTrials + resolved);
  }
  return names;
}

absl::StatusOr<v1::Trial> HistoryHandler::FindTrial(const std::string& name, const v1::ReadPoint& point,
                                                    absl::Time deadline, uint64_t* read_sequence) const {
  for (const std::string& each : NamesOf(name)) {
    v1::StoreServiceGetTrialRequest request;
    request.set_name(each);
    *request.mutable_point() = point;
    absl::StatusOr<v1::StoreServiceGetTrialResponse> found = source_->GetTrial(request, deadline);
    if (absl::IsNotFound(found.status())) continue;
    if (!found.ok()) return found.status();
    *read_sequence = found->read_sequence();
    return Merged(*found->mutable_trial(), found->read_sequence());
  }
  return TrialNotFound(name);
}

absl::Status HistoryHandler::GetTrial(const v1::GetTrialRequest& request, const Caller& caller,
                                      v1::GetTrialResponse* response) const {
  if (absl::Status status = CheckName("name", request.name(), kTrials, "trials/{trial}"); !status.ok()) return status;
  const auto mask = ReadMask::For<v1::Trial>(request.read_mask());
  if (!mask.ok()) return mask.status();
  const auto name = SplitTrialRevision(request.name());
  if (!name.ok()) return name.status();
  v1::ReadPoint point = PointOf(request.options());
  if (name->revision != 0) {
    if (point.has_as_of()) return RevisionAsOf();
    // A later revision was not known yet.
    if (point.read_sequence() != 0 && point.read_sequence() < name->revision) return TrialNotFound(request.name());
    point.set_read_sequence(name->revision);
  }
  uint64_t sequence = 0;
  absl::StatusOr<v1::Trial> trial = FindTrial(name->trial, point, caller.deadline, &sequence);
  if (!trial.ok()) return trial.status();
  mask->Apply(&*trial);
  response->mutable_trial()->Swap(&*trial);
  SetFreshness(sequence, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status HistoryHandler::ScanTrials(const TrialScan& scan, const Caller& caller,
                                        const std::function<size_t(v1::Trial&)>& take, std::string* next_page_token,
                                        uint64_t* sequence) const {
  v1::StoreServiceListTrialsRequest ask;
  *ask.mutable_point() = scan.point;
  if (!scan.page_token.empty()) {
    absl::StatusOr<PageToken> token = DecodePageToken(scan.page_token, scan.scope);
    if (!token.ok()) return token.status();
    ask.set_page_token(token->after_name);
  }
  size_t taken = 0, bytes = 0;
  for (int page = 0; page < kMaxStorePages && taken < scan.page_size && bytes < kMaxPageBytes; ++page) {
    if (caller.gone()) return Cancelled();
    // Not more than fits, so that the store's token is where the next page begins.
    ask.set_page_size(static_cast<int>(scan.page_size - taken));
    absl::StatusOr<v1::StoreServiceListTrialsResponse> trials = source_->ListTrials(ask, caller.deadline);
    if (!trials.ok()) return trials.status();
    *sequence = trials->read_sequence();
    for (v1::TrialRegistrations& each : *trials->mutable_trials()) {
      v1::Trial trial = Merged(each, *sequence);
      const size_t size = take(trial);
      if (size > 0) ++taken;
      bytes += size;
    }
    ask.set_page_token(trials->next_page_token());
    if (ask.page_token().empty()) break;
  }
  if (!ask.page_token().empty()) *next_page_token = EncodePageToken({*sequence, 0, ask.page_token()}, scan.scope);
  return absl::OkStatus();
}

absl::Status HistoryHandler::ListTrials(const v1::ListTrialsRequest& request, const Caller& caller,
                                        v1::ListTrialsResponse* response) const {
  if (request.page_size() < 0) return PageSizeInvalid(request.page_size());
  if (!request.order_by().empty()) return OrderByUnsupported();
  absl::StatusOr<Filter> filter = Filter::Parse(request.filter());
  if (!filter.ok()) return filter.status();
  const auto mask = ReadMask::For<v1::Trial>(request.read_mask());
  if (!mask.ok()) return mask.status();
  const int page_size = request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), kMaxPageSize);
  const TrialScan scan{PointOf(request.options()), static_cast<size_t>(page_size), request.page_token(),
                       absl::StrCat("history/", request.filter())};
  uint64_t sequence = 0;
  const auto take = [&](v1::Trial& trial) -> size_t {
    if (!filter->Matches(trial)) return 0;
    mask->Apply(&trial);
    response->add_trials()->Swap(&trial);
    return response->trials().rbegin()->ByteSizeLong();
  };
  const absl::Status status = ScanTrials(scan, caller, take, response->mutable_next_page_token(), &sequence);
  if (!status.ok()) return status;
  SetFreshness(sequence, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status HistoryHandler::SearchTrials(const v1::SearchTrialsRequest& request, const Caller& caller,
                                          v1::SearchTrialsResponse* response) const {
  if (request.page_size() < 0) return PageSizeInvalid(request.page_size());
  if (!request.order_by().empty()) return OrderByUnsupported();
  if (request.facets_size() > 0) return AsOfUnsupported();
  absl::StatusOr<Filter> filter = Filter::Parse(request.filter());
  if (!filter.ok()) return filter.status();
  const auto mask = ReadMask::For<v1::Trial>(request.read_mask());
  if (!mask.ok()) return mask.status();
  absl::StatusOr<SearchQuery> query = ParseSearchQuery(request.query());
  if (!query.ok()) return query.status();
  const SearchPlan plan = PlanSearch(*query, Synonyms::Shipped(), request.exact_words());
  const int page_size = request.page_size() == 0 ? kDefaultHits : std::min(request.page_size(), kMaxPageSize);
  const TrialScan scan{PointOf(request.options()), static_cast<size_t>(page_size), request.page_token(),
                       absl::StrCat("history/search/", request.exact_words() ? "exact/" : "", request.query().size(),
                                    "/", request.query(), "/", request.filter())};
  uint64_t sequence = 0;
  const auto take = [&](v1::Trial& trial) -> size_t {
    if (!filter->Matches(trial) || !Matches(plan, trial)) return 0;
    v1::SearchHit& hit = *response->add_hits();
    if (!query->empty()) {
      for (v1::Snippet& snippet : SnippetsOf(plan, trial)) hit.add_snippets()->Swap(&snippet);
    }
    mask->Apply(&trial);
    hit.mutable_trial()->Swap(&trial);
    return hit.ByteSizeLong();
  };
  const absl::Status status = ScanTrials(scan, caller, take, response->mutable_next_page_token(), &sequence);
  if (!status.ok()) return status;
  response->set_scanned(true);
  SetFreshness(sequence, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status HistoryHandler::GetRegistration(const v1::GetRegistrationRequest& request, const Caller& caller,
                                             v1::GetRegistrationResponse* response) const {
  const absl::Status status = CheckName("name", request.name(), kRegistrations, "registrations/{registration_id}");
  if (!status.ok()) return status;
  const auto mask = ReadMask::For<v1::Registration>(request.read_mask());
  if (!mask.ok()) return mask.status();
  v1::StoreServiceGetRegistrationRequest ask;
  const size_t revision = request.name().rfind("/revisions/");
  ask.set_name(CanonicalName(request.name().substr(0, revision)) +
               (revision == std::string::npos ? "" : request.name().substr(revision)));
  *ask.mutable_point() = PointOf(request.options());
  absl::StatusOr<v1::StoreServiceGetRegistrationResponse> found = source_->GetRegistration(ask, caller.deadline);
  if (!found.ok()) return found.status();
  common::UnpackProvenance(found->mutable_registration());
  mask->Apply(found->mutable_registration());
  response->mutable_registration()->Swap(found->mutable_registration());
  SetFreshness(found->read_sequence(), request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status HistoryHandler::ListRegistrations(const v1::ListRegistrationsRequest& request, const Caller& caller,
                                               v1::ListRegistrationsResponse* response) const {
  if (request.page_size() < 0) return PageSizeInvalid(request.page_size());
  v1::StoreServiceListRegistrationsRequest ask;
  *ask.mutable_point() = PointOf(request.options());
  ask.set_page_size(request.page_size());
  ask.set_page_token(request.page_token());
  absl::StatusOr<v1::StoreServiceListRegistrationsResponse> page = source_->ListRegistrations(ask, caller.deadline);
  if (!page.ok()) return page.status();
  response->mutable_registrations()->Swap(page->mutable_registrations());
  for (v1::Registration& registration : *response->mutable_registrations()) common::UnpackProvenance(&registration);
  response->set_next_page_token(page->next_page_token());
  SetFreshness(page->read_sequence(), request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status HistoryHandler::ListRegistrationRevisions(const v1::ListRegistrationRevisionsRequest& request,
                                                       const Caller& caller,
                                                       v1::ListRegistrationRevisionsResponse* response) const {
  const absl::Status status = CheckName("parent", request.parent(), kRegistrations, "registrations/{registration_id}");
  if (!status.ok()) return status;
  if (request.page_size() < 0) return PageSizeInvalid(request.page_size());
  v1::StoreServiceListRegistrationRevisionsRequest ask;
  ask.set_parent(CanonicalName(request.parent()));
  ask.set_read_sequence(request.options().read_sequence());
  ask.set_order(request.order());
  ask.set_page_size(request.page_size());
  ask.set_page_token(request.page_token());
  absl::StatusOr<v1::StoreServiceListRegistrationRevisionsResponse> page =
      source_->ListRegistrationRevisions(ask, caller.deadline);
  if (!page.ok()) return page.status();
  response->mutable_revisions()->Swap(page->mutable_revisions());
  response->set_next_page_token(page->next_page_token());
  SetFreshness(page->read_sequence(), request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status HistoryHandler::DiffRegistration(const v1::DiffRegistrationRequest& request, const Caller& caller,
                                              v1::DiffRegistrationResponse* response) const {
  const absl::Status status = CheckName("name", request.name(), kRegistrations, "registrations/{registration_id}");
  if (!status.ok()) return status;
  v1::StoreServiceDiffRegistrationRequest ask;
  ask.set_name(CanonicalName(request.name()));
  *ask.mutable_base() = request.base();
  *ask.mutable_target() = request.target();
  ask.set_read_sequence(request.options().read_sequence());
  absl::StatusOr<v1::StoreServiceDiffRegistrationResponse> diff = source_->DiffRegistration(ask, caller.deadline);
  if (!diff.ok()) return diff.status();
  response->mutable_changes()->Swap(diff->mutable_changes());
  response->set_derivations_differ(diff->derivations_differ());
  SetFreshness(diff->read_sequence(), request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status HistoryHandler::ExplainTrial(const v1::ExplainTrialRequest& request, const Caller& caller,
                                          v1::ExplainTrialResponse* response) const {
  if (HasPoint(request.options())) return AsOfUnsupported();
  v1::StoreServiceExplainTrialRequest ask;
  if (request.registration_a().empty() && request.registration_b().empty()) {
    const absl::Status status = CheckName("name", request.name(), kTrials, "trials/{trial}");
    if (!status.ok()) return status;
    const std::string id = request.name().substr(sizeof(kTrials) - 1);
    const auto canonical = common::ParseRegistryId(id);
    const std::string resolved = canonical ? view_->Resolve(canonical->value).value.registration_id : "";
    ask.set_name(kTrials + (!resolved.empty() ? resolved : canonical ? canonical->value : id));
  }
  ask.set_registration_a(request.registration_a());
  ask.set_registration_b(request.registration_b());
  absl::StatusOr<v1::StoreServiceExplainTrialResponse> found = source_->ExplainTrial(ask, caller.deadline);
  if (!found.ok()) return found.status();
  response->set_trial(found->trial());
  response->mutable_registration_ids()->Swap(found->mutable_registration_ids());
  response->mutable_pairs()->Swap(found->mutable_pairs());
  response->mutable_near_misses()->Swap(found->mutable_near_misses());
  if (absl::StartsWith(response->trial(), kTrials)) {
    auto trial = view_->FindTrial(response->trial().substr(sizeof(kTrials) - 1));
    if (trial.value) {
      response->mutable_disagreements()->Swap(trial.value->mutable_disagreements());
      response->mutable_documents()->Swap(trial.value->mutable_documents());
    }
  }
  SetFreshness(found->sequence(), request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

}  // namespace trialweave::query
