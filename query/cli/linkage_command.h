#ifndef TRIALWEAVE_QUERY_CLI_LINKAGE_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_LINKAGE_COMMAND_H_

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/remote_service.h"

namespace trialweave::query {

// Why a trial's registrations are one trial, or how two registrations stand to each other.
absl::Status WriteExplanation(const CommandLine& line, RemoteService& remote, const Console& console);

// Pairs that wait for a person's word.
absl::Status WriteReviewQueue(const CommandLine& line, RemoteService& remote, const Console& console);

// Takes a decision on two registrations.
absl::Status Decide(const CommandLine& line, RemoteService& remote, const Console& console);

// Decisions, or taking one back.
absl::Status RunDecisions(const CommandLine& line, RemoteService& remote, const Console& console);

// Links all registrations again, or says what that would change.
absl::Status Relink(const CommandLine& line, RemoteService& remote, const Console& console);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_LINKAGE_COMMAND_H_
