// The origin server as a process: prints "listening 127.0.0.1:PORT", serves until SIGTERM or SIGINT.
#include "tests/origin/origin_server.h"

#include <signal.h>

#include <iostream>
#include <string>
#include <vector>

#include "tests/origin/command_line.h"

namespace {

int Fail(const absl::Status& status) {
  std::cerr << "origin_server: " << status.message() << "\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  // Blocked before any thread starts, so that only sigwait below takes them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);

  auto line = trialweave::tests::ParseCommandLine(std::vector<std::string>(argv + 1, argv + argc));
  if (!line.ok()) return Fail(line.status());
  if (line->help) {
    std::cout << trialweave::tests::CommandLineHelp();
    return 0;
  }
  auto server = trialweave::tests::OriginServer::Create(line->options);
  if (!server.ok()) return Fail(server.status());
  for (const auto& fault : line->faults) (*server)->SetFault(fault);
  const absl::StatusOr<int> port = (*server)->Start();
  if (!port.ok()) return Fail(port.status());
  std::cout << "listening 127.0.0.1:" << *port << std::endl;

  int received = 0;
  sigwait(&signals, &received);
  (*server)->Stop();
  return 0;
}
