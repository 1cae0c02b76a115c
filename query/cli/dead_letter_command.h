#ifndef TRIALWEAVE_QUERY_CLI_DEAD_LETTER_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_DEAD_LETTER_COMMAND_H_

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/remote_service.h"

namespace trialweave::query {

// trialctl dead-letters [SOURCE] | show ID | replay [ID]... | resolve ID. `all_records` is false when something that
// was replayed is a dead letter again.
absl::Status RunDeadLetters(const CommandLine& line, RemoteService& remote, const Console& console, bool* all_records);

// trialctl redact DIGEST|DEAD_LETTER --reason TEXT.
absl::Status Redact(const CommandLine& line, RemoteService& remote, const Console& console);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_DEAD_LETTER_COMMAND_H_
