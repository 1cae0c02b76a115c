#include "query/query_handler.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/registry_id.h"
#include "common/timestamps.h"
#include "query/page_token.h"
#include "query/query_errors.h"

namespace trialweave::query {
namespace {

constexpr int kDefaultPageSize = 50;
constexpr int kMaxPageSize = 1000;
constexpr size_t kMaxIdBytes = 128;
constexpr size_t kMaxIdentifierBytes = 512;

// The id in "{collection}/{id}"; NAME_INVALID. Identifiers of registrations may hold a slash.
absl::StatusOr<std::string> IdIn(const std::string& name, const std::string& collection, const char* pattern) {
  if (!absl::StartsWith(name, collection) || name.size() == collection.size() ||
      name.size() > collection.size() + kMaxIdBytes) {
    return NameInvalid("name", name, pattern);
  }
  std::string id = name.substr(collection.size());
  const bool printable =
      std::all_of(id.begin(), id.end(), [](char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); });
  if (!printable) return NameInvalid("name", name, pattern);
  return id;
}

// Finds by the id as given, then by its canonical spelling.
template <typename Found, typename Find>
Found FindBySpelling(const std::string& id, Find find) {
  Found found = find(id);
  if (found.value) return found;
  const auto canonical = common::ParseRegistryId(id);
  return canonical && canonical->value != id ? find(canonical->value) : found;
}

}  // namespace

void QueryHandler::SetFreshness(const ViewPosition& position, const v1::ReadOptions& options,
                                v1::Freshness* freshness) const {
  freshness->set_sequence(position.sequence);
  if (position.sequence > 0) *freshness->mutable_commit_time() = common::ToTimestamp(position.commit_time);
  if (!options.coverage()) return;
  for (v1::SourceState& state : view_->Coverage().value.sources) *freshness->add_coverage() = std::move(state);
}

absl::Status QueryHandler::GetTrial(const v1::GetTrialRequest& request, const Gone&,
                                    v1::GetTrialResponse* response) const {
  const auto id = IdIn(request.name(), "trials/", "trials/{trial}");
  if (!id.ok()) return id.status();
  auto found =
      FindBySpelling<Read<std::optional<v1::Trial>>>(*id, [this](const auto& s) { return view_->FindTrial(s); });
  if (!found.value) return TrialNotFound(request.name());
  *response->mutable_trial() = *std::move(found.value);
  SetFreshness(found.position, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status QueryHandler::ListTrials(const v1::ListTrialsRequest& request, const Gone& gone,
                                      v1::ListTrialsResponse* response) const {
  if (request.page_size() < 0) return PageSizeInvalid(request.page_size());
  auto filter = Filter::Parse(request.filter());
  if (!filter.ok()) return filter.status();
  TrialQuery query;
  query.filter = *std::move(filter);
  query.page_size = request.page_size() == 0 ? kDefaultPageSize : std::min(request.page_size(), kMaxPageSize);
  query.cancelled = gone;
  if (!request.page_token().empty()) {
    auto token = DecodePageToken(request.page_token(), request.filter());
    if (!token.ok()) return token.status();
    query.sequence = token->sequence;
    query.total_size = token->total_size;
    query.after_name = std::move(token->after_name);
  }
  auto page = view_->ListTrials(query);
  if (!page.ok()) return page.status();
  TrialPage& trials = page->value;
  metrics_->CountListing(trials.examined, static_cast<int64_t>(trials.trials.size()));
  response->set_total_size(trials.total_size);
  if (trials.more) {
    response->set_next_page_token(
        EncodePageToken({trials.sequence, trials.total_size, trials.trials.back().name()}, request.filter()));
  }
  for (v1::Trial& trial : trials.trials) *response->add_trials() = std::move(trial);
  SetFreshness(page->position, request.options(), response->mutable_freshness());
  if (trials.sequence != page->position.sequence) {
    // A later page reflects its snapshot, whose commit time is not kept.
    response->mutable_freshness()->set_sequence(trials.sequence);
    response->mutable_freshness()->clear_commit_time();
  }
  return absl::OkStatus();
}

absl::Status QueryHandler::GetRegistration(const v1::GetRegistrationRequest& request, const Gone&,
                                           v1::GetRegistrationResponse* response) const {
  const auto id = IdIn(request.name(), "registrations/", "registrations/{registration_id}");
  if (!id.ok()) return id.status();
  auto found = FindBySpelling<Read<std::optional<v1::Registration>>>(
      *id, [this](const auto& s) { return view_->FindRegistration(s); });
  if (!found.value) return RegistrationNotFound(request.name());
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
  SetFreshness(coverage.position, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

}  // namespace trialweave::query
