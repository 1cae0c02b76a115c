#ifndef TRIALWEAVE_QUERY_CLI_GET_COMMAND_H_
#define TRIALWEAVE_QUERY_CLI_GET_COMMAND_H_

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "query/cli/command_line.h"
#include "query/cli/console.h"
#include "query/cli/remote_service.h"

namespace trialweave::query {

// get: a trial with its publications, a registration, or several trials.
absl::Status WriteRecords(const CommandLine& line, RemoteService& remote, const Console& console);

// What --fields asks for; no paths when it is not given.
google::protobuf::FieldMask ReadMaskOf(const CommandLine& line);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_GET_COMMAND_H_
