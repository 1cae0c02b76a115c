#ifndef TRIALWEAVE_QUERY_CLI_SOURCE_LITERATURE_H_
#define TRIALWEAVE_QUERY_CLI_SOURCE_LITERATURE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "query/cli/pipeline_text.h"
#include "query/cli/remote_service.h"

namespace trialweave::query {

// How many publications and notices each of `sources` has documents of, asked of the query service: a source's state
// counts registrations alone. The service's errors.
absl::StatusOr<std::vector<SourceLiterature>> CountLiterature(const std::vector<v1::SourceState>& sources,
                                                              RemoteService& remote);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_SOURCE_LITERATURE_H_
