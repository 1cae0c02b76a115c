#include "query/folded_text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

TEST(FoldedText, FoldsCaseWidthAndPunctuation) {
  EXPECT_EQ(FoldText("MSC-外泌体, Knee"), " msc 外泌体 knee");
  EXPECT_EQ(FoldText("ＰＤ－Ｌ１"), " pd l1");
  EXPECT_EQ(FoldText("ÉTUDE"), " étude");
  EXPECT_EQ(FoldText("a\xFF"
                     "b"),
            " a b");
  EXPECT_EQ(FoldText("--"), "");
}

TEST(FoldedText, IndexesChineseCharacterByCharacter) {
  EXPECT_THAT(IndexWords(FoldText("Knee 膝骨")), testing::ElementsAre("knee", "膝", "骨"));
}

TEST(TextPattern, MatchesBeginningsOfWordsInAnyOrder) {
  EXPECT_TRUE(TextPattern("knee osteo").Matches("Osteoarthritis of the knees"));
  EXPECT_FALSE(TextPattern("nee").Matches("Knee"));
  EXPECT_TRUE(TextPattern("关节").Matches("膝关节炎"));
  EXPECT_FALSE(TextPattern("").Matches("anything"));
}

}  // namespace
}  // namespace trialweave::query
