#ifndef TRIALWEAVE_QUERY_CLI_EXIT_CODE_H_
#define TRIALWEAVE_QUERY_CLI_EXIT_CODE_H_

#include <string>

#include "absl/status/status.h"

namespace trialweave::query {

// trialctl's exit codes, for scripts.
enum ExitCode {
  kGood = 0,
  // Not found, or a negative result such as a run that is incomplete.
  kNegative = 1,
  kUsage = 2,
  // A service is out of reach or not ready.
  kUnreachable = 3,
  kOtherError = 4,
};

ExitCode ExitCodeOf(const absl::Status& status);

// The error for people, with what to do next.
std::string ErrorText(const absl::Status& status);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_EXIT_CODE_H_
