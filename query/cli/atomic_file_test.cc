#include "query/cli/atomic_file.h"

#include <dirent.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

using testing::ElementsAre;

class AtomicFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "/atomicXXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    DIR* folder = opendir(folder_.c_str());
    while (const dirent* entry = readdir(folder)) {
      if (entry->d_name[0] != '.') names.push_back(entry->d_name);
    }
    closedir(folder);
    return names;
  }
  std::string Content() const {
    std::ostringstream content;
    content << std::ifstream(Path()).rdbuf();
    return content.str();
  }
  std::string Path() const { return folder_ + "/f"; }

  std::string folder_;
};

TEST_F(AtomicFileTest, IsThereWhenItIsWhole) {
  auto file = AtomicFile::Create(Path());
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_TRUE((*file)->Write("one, ").ok());
  ASSERT_TRUE((*file)->Write("two").ok());
  EXPECT_EQ(Content(), "");
  ASSERT_TRUE((*file)->Finish().ok());
  EXPECT_EQ(Content(), "one, two");
  EXPECT_THAT(Files(), ElementsAre("f"));
  struct stat status;
  ASSERT_EQ(stat(Path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0400, 0400);
}

TEST_F(AtomicFileTest, LeavesWhatWasThereUntilThen) {
  std::ofstream(Path()) << "before";
  {
    auto file = AtomicFile::Create(Path());
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->Write("half").ok());
  }
  EXPECT_EQ(Content(), "before");
  EXPECT_THAT(Files(), ElementsAre("f")) << "nothing is left beside it";
}

TEST_F(AtomicFileTest, SaysThatItCannotBeMade) {
  const auto file = AtomicFile::Create(folder_ + "/none/f");
  EXPECT_EQ(file.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(common::ErrorReason(file.status()), "FILE_UNWRITABLE");
}

}  // namespace
}  // namespace trialweave::query
