#include "normalizer/formats/wrapped_text.h"

#include "gtest/gtest.h"

namespace trialweave::normalizer {
namespace {

TEST(WrappedTextTest, IndentedLinesGoOnAndEmptyOnesPartParagraphs) {
  EXPECT_EQ(Unwrapped("\n      one two\r\n      three\r\n\r\n      four\r\n    "), "one two three\n\nfour");
  EXPECT_EQ(Unwrapped("\n   A:\n\n     -  b\n        c\n\n     -  d\n"), "A:\n\n-  b c\n\n-  d");
}

TEST(WrappedTextTest, LinesAtTheMarginAreLines) {
  EXPECT_EQ(Unwrapped("dose one\ndose two\r\ndose three"), "dose one\ndose two\ndose three");
}

TEST(WrappedTextTest, AnyLineEndCounts) {
  EXPECT_EQ(Unwrapped(" one\r two\r\r three"), "one two\n\nthree");
  EXPECT_EQ(Unwrapped("one\n\r\ntwo"), "one\n\ntwo");
}

TEST(WrappedTextTest, TheRegistersMarkIsALineEnd) {
  EXPECT_EQ(Unwrapped("one.@@@@@@Two@@@-three"), "one.\n\nTwo\n-three");
  EXPECT_EQ(Unwrapped("a@@b"), "a@@b");
  EXPECT_TRUE(HasLineEndMarks("x@@@"));
  EXPECT_FALSE(HasLineEndMarks("a@@b"));
}

TEST(WrappedTextTest, NothingStaysNothing) {
  EXPECT_EQ(Unwrapped(""), "");
  EXPECT_EQ(Unwrapped(" \r\n \t\n"), "");
}

}  // namespace
}  // namespace trialweave::normalizer
