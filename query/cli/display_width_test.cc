#include "query/cli/display_width.h"

#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

TEST(DisplayWidth, CountsColumns) {
  EXPECT_EQ(DisplayWidth("knee"), 4);
  EXPECT_EQ(DisplayWidth("膝骨关节炎"), 10);
  EXPECT_EQ(DisplayWidth("ＰＤ"), 4);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
}

TEST(DisplayWidth, CutsOnCharactersAndColumns) {
  EXPECT_EQ(CutToWidth("osteoarthritis", 6), "osteo…");
  EXPECT_EQ(CutToWidth("膝骨关节炎", 10), "膝骨关节炎");
  EXPECT_EQ(CutToWidth("膝骨关节炎", 6), "膝骨…");
  EXPECT_EQ(CutToWidth("膝骨", 1), "…");
  EXPECT_EQ(CutToWidth("a", 0), "");
}

TEST(DisplayWidth, MakesTextSafeForATerminal) {
  EXPECT_EQ(Printable("a\033[31m\nb"), "a [31m b");
  EXPECT_EQ(Printable("x\u202Ey"), "x y");
  EXPECT_EQ(Printable("\xFF"), "\uFFFD");
}

}  // namespace
}  // namespace trialweave::query
