#ifndef TRIALWEAVE_TESTS_ORIGIN_COMMAND_LINE_H_
#define TRIALWEAVE_TESTS_ORIGIN_COMMAND_LINE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/origin/fault.h"
#include "tests/origin/origin_server.h"

namespace trialweave::tests {

struct OriginCommandLine {
  bool help = false;
  OriginOptions options;
  std::vector<Fault> faults;
};

// Reads the arguments after the program's name; --studies and --fault may come several times, which is why
// these are not flags of the flags library. INVALID_ARGUMENT: an unknown flag or a value that cannot be read.
absl::StatusOr<OriginCommandLine> ParseCommandLine(const std::vector<std::string>& arguments);

absl::string_view CommandLineHelp();

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_ORIGIN_COMMAND_LINE_H_
