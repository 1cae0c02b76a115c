#ifndef TRIALWEAVE_QUERY_CLI_HISTORY_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_HISTORY_COMMAND_H_

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/remote_service.h"

namespace trialweave::query {

// What became of a registration.
absl::Status WriteHistory(const CommandLine& line, RemoteService& remote, const Console& console);

// The fields in which two versions of a registration differ, or a trial at two times.
absl::Status WriteDiff(const CommandLine& line, RemoteService& remote, const Console& console);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_HISTORY_COMMAND_H_
