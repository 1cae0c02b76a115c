// trialctl: looks into a running Trialweave over gRPC.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "common/build_info.h"
#include "query/cli/command_line.h"
#include "query/cli/commands.h"

int main(int argc, char** argv) {
  namespace query = trialweave::query;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto line = query::ParseCommandLine(arguments, [](const char* name) { return std::getenv(name); });
  if (!line.ok()) {
    std::fprintf(stderr, "%s\n", query::ErrorText(line.status()).c_str());
    return query::kUsage;
  }
  if (line->version) {
    std::printf("trialctl %s\n", trialweave::common::kVersion);
    return query::kGood;
  }
  if (line->help) {
    std::fputs(query::HelpText(line->command).c_str(), stdout);
    return query::kGood;
  }
  query::RemoteService remote(*line);
  return query::RunCommand(*line, remote, query::Console::OfProcess());
}
