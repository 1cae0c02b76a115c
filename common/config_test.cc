#include "common/config.h"

#include <gtest/gtest.h>

#include <fstream>

#include "common/status.h"

namespace trialweave::common {
namespace {

std::string WriteFile(const std::string& text) {
  const std::string path = testing::TempDir() + "/service.textproto";
  std::ofstream(path) << text;
  return path;
}

TEST(ReadConfigTest, ReadsTextFormat) {
  config::v1::StoreConfig config;
  ASSERT_TRUE(ReadConfig(WriteFile("server { listen: \"unix:/tmp/s\" } data_dir: \"d\""), &config).ok());
  EXPECT_EQ(config.data_dir(), "d");
}

TEST(ReadConfigTest, NamesThePlaceOfAnError) {
  config::v1::StoreConfig config;
  const absl::Status status = ReadConfig(WriteFile("data_dir: \"d\"\nno_such_field: 1\n"), &config);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ErrorReason(status), "CONFIG_INVALID");
  EXPECT_NE(status.message().find("service.textproto:2:"), std::string::npos) << status;
  EXPECT_NE(status.message().find("no_such_field"), std::string::npos) << status;
}

TEST(ReadConfigTest, SaysThatAFileIsNotThere) {
  config::v1::StoreConfig config;
  EXPECT_EQ(ReadConfig("/nonexistent/x", &config).code(), absl::StatusCode::kNotFound);
}

TEST(ValidateServerConfigTest, RefusesPlaintextThatOthersCanReach) {
  config::v1::ServerConfig server;
  server.set_listen("0.0.0.0:7101");
  EXPECT_EQ(ErrorReason(ValidateServerConfig(server)), "CONFIG_INVALID");
  server.set_allow_plaintext(true);
  EXPECT_TRUE(ValidateServerConfig(server).ok());
}

TEST(ValidateServerConfigTest, RefusesWhatCannotBeListenedOn) {
  config::v1::ServerConfig server;
  EXPECT_FALSE(ValidateServerConfig(server).ok());
  for (const char* bad : {"127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000", ":7101"}) {
    server.set_listen(bad);
    EXPECT_FALSE(ValidateServerConfig(server).ok()) << bad;
  }
  server.set_listen("127.0.0.1:7101");
  EXPECT_TRUE(ValidateServerConfig(server).ok());
  server.set_log_level("loud");
  EXPECT_FALSE(ValidateServerConfig(server).ok());
}

}  // namespace
}  // namespace trialweave::common
