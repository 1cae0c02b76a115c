#include "crawler/containers/left_out.h"

#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

TEST(LeftOutTest, LeavesOutWhatIsNoDelivery) {
  for (const char* path : {".hidden.json", "sub/.git/a.json", "a.json.meta", "a.json.part", "A.JSON.PART", "x.tmp",
                           "a.json~", "__MACOSX/a.json", "sub/__MACOSX/._a"}) {
    EXPECT_TRUE(IsLeftOut(path)) << path;
  }
}

TEST(LeftOutTest, TakesFilesOfAnyOtherName) {
  for (const char* path : {"a.json", "./a.json", "../a.json", "sub/b", "meta", "a.part.json", "a.meta.xml"}) {
    EXPECT_FALSE(IsLeftOut(path)) << path;
  }
}

}  // namespace
}  // namespace trialweave::crawler
