#ifndef TRIALWEAVE_QUERY_CLI_STATUS_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_STATUS_COMMAND_H_

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/remote_service.h"

namespace trialweave::query {

// Writes what store and query say of themselves, as far as they answer. The first error, when one does not.
absl::Status WriteStatus(const CommandLine& line, RemoteService& remote, const Console& console);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_STATUS_COMMAND_H_
