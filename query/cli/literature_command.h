#ifndef TRIALWEAVE_QUERY_CLI_LITERATURE_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_LITERATURE_COMMAND_H_

#include "absl/status/status.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/remote_service.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// Publications, or notices, that match a filter; or the one that is named.
absl::Status WritePublications(const CommandLine& line, RemoteService& remote, const Console& console);
absl::Status WriteNotices(const CommandLine& line, RemoteService& remote, const Console& console);

// The publications that name one of the trial's registrations, at most 20, to follow its description.
absl::Status WritePublicationsOf(const v1::Trial& trial, RemoteService& remote, const Console& console);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_LITERATURE_COMMAND_H_
