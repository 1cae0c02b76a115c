// QueryHandler's answer about several trials of one moment.
#include <string>
#include <utility>
#include <vector>

#include "query/batch.h"
#include "query/query_errors.h"
#include "query/query_handler.h"
#include "query/read_mask.h"
#include "query/resource_name.h"
#include "query/view/view_errors.h"

namespace trialweave::query {
namespace {

constexpr int kTrialsBetweenLooks = 16;

}  // namespace

absl::Status QueryHandler::BatchGetTrials(const v1::BatchGetTrialsRequest& request, const Gone& gone,
                                          v1::BatchGetTrialsResponse* response) const {
  const auto mask = ReadMask::For<v1::Trial>(request.read_mask());
  if (!mask.ok()) return mask.status();
  const auto ids = BatchIds(request);
  if (!ids.ok()) return ids.status();
  std::vector<std::vector<std::string>> spellings;
  for (const std::string& id : *ids) spellings.push_back(SpellingsOf(id));
  const auto found = view_->FindTrials(spellings);
  for (size_t i = 0; i < found.value.size(); ++i) {
    if (found.value[i] == nullptr) return TrialNotFound(request.names(static_cast<int>(i)));
  }
  size_t bytes = 0;
  for (const auto& each : found.value) {
    if (response->trials_size() % kTrialsBetweenLooks == 0 && gone()) return Cancelled();
    if (absl::Status status = AddToBatch(Unpacked<v1::Trial>(*each), *mask, &bytes, response); !status.ok())
      return status;
  }
  SetFreshness(found.position, request.options(), response->mutable_freshness());
  return absl::OkStatus();
}

}  // namespace trialweave::query
