// HistoryHandler's answers about versions of trials.
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/field_diff.h"
#include "query/batch.h"
#include "query/history_handler.h"
#include "query/query_errors.h"
#include "query/read_mask.h"
#include "query/resource_name.h"
#include "query/view/view_errors.h"

namespace trialweave::query {
namespace {

constexpr char kTrials[] = "trials/";
constexpr char kTrialPattern[] = "trials/{trial}";

absl::Status CheckVersions(const v1::DiffTrialRequest& request) {
  const uint64_t known = request.options().read_sequence();
  if (request.base_revision() == 0 && request.target_revision() == 0) return absl::OkStatus();
  if (request.has_base_as_of() || request.has_target_as_of()) return VersionsInvalid("revisions and times are mixed");
  if (request.base_revision() == 0) return VersionsInvalid("base_revision is missing");
  for (const uint64_t revision : {request.base_revision(), request.target_revision()}) {
    // A later one was not known yet.
    if (known != 0 && revision > known) return TrialNotFound(absl::StrCat(request.name(), "/revisions/", revision));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status HistoryHandler::BatchGetTrials(const v1::BatchGetTrialsRequest& request, const Caller& caller,
                                            v1::BatchGetTrialsResponse* response) const {
  if (request.options().has_as_of()) return AsOfUnsupported();
  const auto mask = ReadMask::For<v1::Trial>(request.read_mask());
  if (!mask.ok()) return mask.status();
  if (const auto ids = BatchIds(request); !ids.ok()) return ids.status();
  v1::ReadPoint point;
  point.set_read_sequence(request.options().read_sequence());
  uint64_t sequence = 0;
  size_t bytes = 0;
  for (const std::string& name : request.names()) {
    if (caller.gone()) return Cancelled();
    absl::StatusOr<v1::Trial> trial = FindTrial(name, point, caller.deadline, &sequence);
    if (!trial.ok()) return trial.status();
    if (absl::Status status = AddToBatch(*std::move(trial), *mask, &bytes, response); !status.ok()) return status;
  }
  SetFreshness(sequence, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

absl::Status HistoryHandler::ListTrialRevisions(const v1::ListTrialRevisionsRequest& request, const Caller& caller,
                                                v1::ListTrialRevisionsResponse* response) const {
  const absl::Status named = CheckName("parent", request.parent(), kTrials, kTrialPattern);
  if (!named.ok()) return named;
  if (NamesRevision(request.parent())) return NameInvalid("parent", request.parent(), kTrialPattern);
  if (request.page_size() < 0) return PageSizeInvalid(request.page_size());
  v1::StoreServiceListTrialRevisionsRequest ask;
  ask.set_read_sequence(request.options().read_sequence());
  ask.set_page_size(request.page_size());
  ask.set_page_token(request.page_token());
  for (const std::string& name : NamesOf(request.parent())) {
    ask.set_parent(name);
    absl::StatusOr<v1::StoreServiceListTrialRevisionsResponse> page = source_->ListTrialRevisions(ask, caller.deadline);
    if (absl::IsNotFound(page.status())) continue;
    if (!page.ok()) return page.status();
    response->mutable_revisions()->Swap(page->mutable_revisions());
    response->set_next_page_token(page->next_page_token());
    SetFreshness(page->read_sequence(), request.options(), response->mutable_freshness());
    return absl::OkStatus();
  }
  return TrialNotFound(request.parent());
}

absl::Status HistoryHandler::DiffTrial(const v1::DiffTrialRequest& request, const Caller& caller,
                                       v1::DiffTrialResponse* response) const {
  const absl::Status named = CheckName("name", request.name(), kTrials, kTrialPattern);
  if (!named.ok()) return named;
  if (absl::Status status = CheckVersions(request); !status.ok()) return status;
  v1::ReadPoint point;
  point.set_read_sequence(request.target_revision() != 0 ? request.target_revision()
                                                         : request.options().read_sequence());
  uint64_t sequence = 0;
  if (request.has_target_as_of()) *point.mutable_as_of() = request.target_as_of();
  absl::StatusOr<v1::Trial> target = FindTrial(request.name(), point, caller.deadline, &sequence);
  if (!target.ok()) return target.status();
  // Times are compared as one sequence knew them, so that neither links nor derivations are a difference.
  point.set_read_sequence(request.base_revision() != 0 ? request.base_revision() : sequence);
  point.clear_as_of();
  if (request.has_base_as_of()) *point.mutable_as_of() = request.base_as_of();
  uint64_t base_sequence = 0;
  absl::StatusOr<v1::Trial> base = FindTrial(request.name(), point, caller.deadline, &base_sequence);
  if (!base.ok()) return base.status();
  for (v1::FieldChange& change : common::DiffTrials(*base, *target)) response->add_changes()->Swap(&change);
  SetFreshness(sequence, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

}  // namespace trialweave::query
