#ifndef TRIALWEAVE_QUERY_CLI_COUNT_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_COUNT_COMMAND_H_

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/remote_service.h"

namespace trialweave::query {

// How many trials, or registrations, there are by the values of fields.
absl::Status WriteCounts(const CommandLine& line, RemoteService& remote, const Console& console);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_COUNT_COMMAND_H_
