#ifndef TRIALWEAVE_QUERY_CLI_COMMANDS_H_
#define TRIALWEAVE_QUERY_CLI_COMMANDS_H_

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/exit_code.h"
#include "query/cli/remote_service.h"

namespace trialweave::query {

// Runs the command of `line` and writes its answer; what the process shall return. Errors are written as well.
ExitCode RunCommand(const CommandLine& line, RemoteService& remote, const Console& console);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_COMMANDS_H_
