#include "store/offline_flags.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;

struct Taken {
  absl::StatusOr<OfflineFlags> flags;
  std::vector<std::string> rest;
};

Taken Take(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  int argc = static_cast<int>(argv.size());
  Taken taken{TakeOfflineFlags(&argc, argv.data()), {}};
  for (int i = 0; i < argc; ++i) taken.rest.emplace_back(argv[i]);
  return taken;
}

TEST(OfflineFlagsTest, LeavesOtherFlagsWhereTheyAre) {
  const Taken taken = Take({"store", "--config", "f", "--restore", "backups/3", "--check_config"});
  ASSERT_TRUE(taken.flags.ok());
  EXPECT_EQ(taken.flags->restore, "backups/3");
  EXPECT_TRUE(taken.flags->wants_restore());
  EXPECT_THAT(taken.rest, ElementsAre("store", "--config", "f", "--check_config"));
  EXPECT_FALSE(Take({"store", "--config=f"}).flags->wants_restore());
  EXPECT_TRUE(Take({"store", "--quarantine_log"}).flags->quarantine_log);
}

TEST(OfflineFlagsTest, RefusesWhatIsNoSequenceAndBothAtOnce) {
  EXPECT_EQ(Take({"store", "--restore_sequence=120"}).flags->restore_sequence, 120u);
  EXPECT_FALSE(Take({"store", "--restore_sequence=soon"}).flags.ok());
  EXPECT_FALSE(Take({"store", "--restore_sequence=0"}).flags.ok());
  EXPECT_FALSE(Take({"store", "--restore_sequence=1", "--restore=1"}).flags.ok());
}

}  // namespace
}  // namespace trialweave::store
