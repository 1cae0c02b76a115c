#ifndef TRIALWEAVE_QUERY_CLI_IDS_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_IDS_COMMAND_H_

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"

namespace trialweave::query {

// Lists the registry identifiers that a file or standard input ("-") holds; needs no service. `found` says whether
// there were any. INVALID_ARGUMENT: the file, or the table of obsolete identifiers, cannot be read.
absl::Status WriteIds(const CommandLine& line, const Console& console, bool* found);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_IDS_COMMAND_H_
