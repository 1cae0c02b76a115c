#ifndef TRIALWEAVE_QUERY_CLI_EXPORT_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_EXPORT_COMMAND_H_

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/remote_service.h"

namespace trialweave::query {

// export: to standard output, or to a file that is there only when it is whole.
absl::Status ExportTrials(const CommandLine& line, RemoteService& remote, const Console& console);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_EXPORT_COMMAND_H_
