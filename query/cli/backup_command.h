#ifndef TRIALWEAVE_QUERY_CLI_BACKUP_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_BACKUP_COMMAND_H_

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/remote_service.h"

namespace trialweave::query {

// trialctl backup create | list | verify ID | restore ID.
absl::Status RunBackup(const CommandLine& line, RemoteService& remote, const Console& console);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_BACKUP_COMMAND_H_
