#include "common/folded_text.h"

#include <string>

#include "gtest/gtest.h"

namespace trialweave::common {
namespace {

TEST(FoldedTextTest, LeavesPlainTextAlone) {
  const std::string text = "NCT06431152 \xE4\xB8\xAD";
  const FoldedText folded(text);
  EXPECT_EQ(folded.text(), text);
  EXPECT_EQ(folded.Original(5), 5u);
}

TEST(FoldedTextTest, FoldsWidthDashesAndBlanksAndKnowsTheWayBack) {
  const std::string text = "ＭＲ–１３\xC2\xA0x";
  const FoldedText folded(text);
  EXPECT_EQ(folded.text(), "MR-13 x");
  EXPECT_EQ(folded.Original(2), 6u);
  EXPECT_EQ(folded.Original(3), 9u);
  EXPECT_EQ(folded.Original(7), text.size());
}

TEST(FoldedTextTest, TakesCharactersWithoutWidthForBlanks) {
  const std::string text =
      "\xEF\xBB\xBFNCT\xE2\x80\x8B"
      "1\xE2\x81\xA0";
  EXPECT_EQ(FoldedText(text).text(), " NCT 1 ");
}

TEST(FoldedTextTest, KeepsOtherCharactersAndTornOnes) {
  for (const std::string text : {"\xE2\x82\xAC 5", "\xE2", "a\xEF\xBC", "\xC2", "\xE3\x81\x82"}) {
    const FoldedText folded(text);
    EXPECT_EQ(folded.text(), text);
    EXPECT_EQ(folded.Original(text.size()), text.size());
  }
}

}  // namespace
}  // namespace trialweave::common
