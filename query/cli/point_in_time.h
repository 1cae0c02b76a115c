#ifndef TRIALWEAVE_QUERY_CLI_POINT_IN_TIME_H_
#define TRIALWEAVE_QUERY_CLI_POINT_IN_TIME_H_

#include <string>

#include "absl/status/statusor.h"
#include "google/protobuf/timestamp.pb.h"
#include "query/cli/command_line.h"
#include "trialweave/v1/history.pb.h"
#include "trialweave/v1/query_service.pb.h"

namespace trialweave::query {

// "2025-09-30": what had been said by the end of that day, UTC; or a time as RFC 3339 has it. INVALID_ARGUMENT (USAGE).
absl::StatusOr<google::protobuf::Timestamp> ParseAsOf(const std::string& text);

// The point that --as_of and --read_sequence name. INVALID_ARGUMENT (USAGE).
absl::Status SetPoint(const CommandLine& line, v1::ReadOptions* options);

// "3" is a revision; anything else a time. INVALID_ARGUMENT (USAGE).
absl::StatusOr<v1::RegistrationVersion> ParseVersion(const std::string& text);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_POINT_IN_TIME_H_
