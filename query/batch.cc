#include "query/batch.h"

#include <utility>

#include "query/query_errors.h"
#include "query/resource_name.h"

namespace trialweave::query {

absl::StatusOr<std::vector<std::string>> BatchIds(const v1::BatchGetTrialsRequest& request) {
  if (request.names().empty() || request.names_size() > kMaxBatchNames) return BatchSizeInvalid(request.names_size());
  std::vector<std::string> ids;
  for (const std::string& name : request.names()) {
    if (NamesRevision(name)) return NameInvalid("names", name, "trials/{trial}; GetTrial gives revisions");
    auto id = IdIn(name, "trials/", "trials/{trial}", "names");
    if (!id.ok()) return id.status();
    ids.push_back(*std::move(id));
  }
  return ids;
}

absl::Status AddToBatch(v1::Trial trial, const ReadMask& mask, size_t* bytes, v1::BatchGetTrialsResponse* response) {
  mask.Apply(&trial);
  *bytes += trial.ByteSizeLong();
  if (*bytes > kMaxBatchBytes) return BatchTooLarge(response->trials_size(), kMaxBatchBytes);
  response->add_trials()->Swap(&trial);
  return absl::OkStatus();
}

}  // namespace trialweave::query
