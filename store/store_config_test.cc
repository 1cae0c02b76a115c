#include "store/store_config.h"

#include "common/status.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

config::v1::StoreConfig Good() {
  config::v1::StoreConfig config;
  config.mutable_server()->set_listen("127.0.0.1:0");
  config.set_data_dir("data");
  return config;
}

TEST(StoreConfigTest, ZeroMeansTheDocumentedDefault) {
  const config::v1::StoreConfig config = Good();
  EXPECT_TRUE(ValidateStoreConfig(config).ok());
  EXPECT_EQ(LimitsOf(config).group_items, 256u);
  EXPECT_EQ(LimitsOf(config).group_bytes, 8u * 1024 * 1024);
  EXPECT_EQ(MemoryOf(config), 256 * 1024 * 1024);
}

TEST(StoreConfigTest, WrongFiguresAreRefused) {
  config::v1::StoreConfig config = Good();
  config.clear_data_dir();
  EXPECT_EQ(common::ErrorReason(ValidateStoreConfig(config)), "CONFIG_INVALID");
  config = Good();
  config.set_group_documents(-1);
  EXPECT_EQ(common::ErrorReason(ValidateStoreConfig(config)), "CONFIG_INVALID");
  config = Good();
  config.set_group_bytes(int64_t{1} << 40);
  EXPECT_EQ(common::ErrorReason(ValidateStoreConfig(config)), "CONFIG_INVALID");
  config = Good();
  config.set_memory_bytes(1);
  EXPECT_EQ(common::ErrorReason(ValidateStoreConfig(config)), "CONFIG_INVALID");
  config = Good();
  config.set_changelog_entries(-1);
  EXPECT_EQ(common::ErrorReason(ValidateStoreConfig(config)), "CONFIG_INVALID");
}

}  // namespace
}  // namespace trialweave::store
