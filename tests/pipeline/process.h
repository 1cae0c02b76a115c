#ifndef TRIALWEAVE_TESTS_PIPELINE_PROCESS_H_
#define TRIALWEAVE_TESTS_PIPELINE_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace trialweave::tests {

// Process is a real child process. It dies with the test. Not thread-safe.
class Process {
 public:
  // Starts argv[0] with the rest as arguments; standard error goes to `log_path`.
  Process(std::vector<std::string> argv, const std::string& log_path);
  // Kills it if it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Reads standard output up to a line that starts with `prefix` and returns it; empty when the process
  // ends or `timeout` passes first.
  std::string AwaitLine(const std::string& prefix, absl::Duration timeout = absl::Seconds(60));
  // SIGKILL, and waits for the end.
  void Kill();
  // SIGTERM, waits for the end, and returns the exit code (128 + signal when it died of one).
  int Terminate();
  // Waits for the end and returns the exit code; what is left on standard output goes to `output`.
  int Wait(std::string* output = nullptr);
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int stdout_ = -1;
  std::string buffered_;
};

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_PIPELINE_PROCESS_H_
