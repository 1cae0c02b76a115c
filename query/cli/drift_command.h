#ifndef TRIALWEAVE_QUERY_CLI_DRIFT_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_DRIFT_COMMAND_H_

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/remote_service.h"

namespace trialweave::query {

// Fields that sources show otherwise than the accepted runs, of one source or of all.
absl::Status WriteDrifts(const CommandLine& line, RemoteService& remote, const Console& console);

// Accepts the fields of a source's newest documents.
absl::Status AcceptFields(const CommandLine& line, RemoteService& remote, const Console& console);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_DRIFT_COMMAND_H_
