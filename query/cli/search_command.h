#ifndef TRIALWEAVE_QUERY_CLI_SEARCH_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_SEARCH_COMMAND_H_

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/remote_service.h"

namespace trialweave::query {

// search: trials by words, with what was found in them, and facets.
absl::Status WriteSearch(const CommandLine& line, RemoteService& remote, const Console& console);

// watch: changes of trials as they happen, until the user ends it. A broken connection is taken up where it broke.
absl::Status WriteWatch(const CommandLine& line, RemoteService& remote, const Console& console);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_SEARCH_COMMAND_H_
