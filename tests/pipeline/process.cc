#include "tests/pipeline/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/time/clock.h"

namespace trialweave::tests {
namespace {

int ExitCode(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace

Process::Process(std::vector<std::string> argv, const std::string& log_path) {
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) std::abort();
  std::vector<char*> arguments;
  for (std::string& argument : argv) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const int log = open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    dup2(pipe_ends[1], STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  close(pipe_ends[1]);
  close(log);
  stdout_ = pipe_ends[0];
}

Process::~Process() {
  if (pid_ > 0) Kill();
  close(stdout_);
}

std::string Process::AwaitLine(const std::string& prefix, absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  for (;;) {
    for (size_t end; (end = buffered_.find('\n')) != std::string::npos;) {
      std::string line = buffered_.substr(0, end);
      buffered_.erase(0, end + 1);
      if (line.compare(0, prefix.size(), prefix) == 0) return line;
    }
    pollfd waiting = {stdout_, POLLIN, 0};
    const auto left = absl::ToInt64Milliseconds(deadline - absl::Now());
    if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) <= 0) return "";
    char bytes[4096];
    const ssize_t count = read(stdout_, bytes, sizeof bytes);
    if (count <= 0) return "";
    buffered_.append(bytes, static_cast<size_t>(count));
  }
}

void Process::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

int Process::Terminate() {
  if (pid_ <= 0) return -1;
  kill(pid_, SIGTERM);
  return Wait();
}

int Process::Wait(std::string* output) {
  char bytes[4096];
  for (ssize_t count; (count = read(stdout_, bytes, sizeof bytes)) > 0;) {
    buffered_.append(bytes, static_cast<size_t>(count));
  }
  if (output != nullptr) *output = buffered_;
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return ExitCode(status);
}

}  // namespace trialweave::tests
