#ifndef TRIALWEAVE_QUERY_CLI_COMPLETION_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_COMPLETION_COMMAND_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"

namespace trialweave::query {

// completion: a script for a shell.
absl::Status WriteCompletion(const CommandLine& line, const Console& console);

// Completes commands, their words ("replay"), their flags and file names, in bash from 4 on.
std::string BashCompletion(const std::vector<CommandInfo>& commands);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_COMPLETION_COMMAND_H_
