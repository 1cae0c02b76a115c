#ifndef TRIALWEAVE_QUERY_CLI_CLI_FIXTURE_H_
#define TRIALWEAVE_QUERY_CLI_CLI_FIXTURE_H_

#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "query/cli/commands.h"

namespace trialweave::query {

// CliFixture runs trialctl against services that a test plays, all at one address.
class CliFixture : public testing::Test {
 protected:
  // `services` outlive the test's body.
  void Serve(const std::vector<grpc::Service*>& services) {
    // Short: the path of a Unix socket holds 107 bytes.
    char folder[] = "/tmp/twcXXXXXX";
    ASSERT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
    grpc::ServerBuilder builder;
    builder.AddListeningPort(Address(), grpc::InsecureServerCredentials());
    for (grpc::Service* service : services) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
  }
  void TearDown() override {
    server_->Shutdown(absl::ToChronoTime(absl::Now()));
    server_->Wait();
    unlink(Address().substr(5).c_str());
    rmdir(folder_.c_str());
  }
  std::string Address() const { return absl::StrCat("unix:", folder_, "/s"); }

  // Runs trialctl; what it wrote is in out_ and error_. `store` is another address of the store.
  ExitCode Run(std::vector<std::string> arguments, const std::string& store = "") {
    for (const char* flag : {"--server", "--crawler"}) arguments.push_back(absl::StrCat(flag, "=", Address()));
    arguments.push_back(absl::StrCat("--store=", store.empty() ? Address() : store));
    const auto line = ParseCommandLine(arguments, [](const char*) -> const char* { return nullptr; });
    EXPECT_TRUE(line.ok()) << line.status();
    RemoteService remote(*line);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const ExitCode code = RunCommand(*line, remote, Console(0, false, progress_));
    out_ = testing::internal::GetCapturedStdout();
    error_ = testing::internal::GetCapturedStderr();
    return code;
  }

  // Show progress, as on a terminal.
  bool progress_ = false;
  std::string folder_, out_, error_;

 private:
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_CLI_FIXTURE_H_
