#ifndef TRIALWEAVE_QUERY_CLI_VERIFY_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_VERIFY_COMMAND_H_

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/remote_service.h"

namespace trialweave::query {

// trialctl verify: checks the store, with a bar of its progress, and lists what is not as it must be. `whole` is false
// when something is.
absl::Status WriteVerify(const CommandLine& line, RemoteService& remote, const Console& console, bool* whole);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_VERIFY_COMMAND_H_
