#include "normalizer/formats/wrapped_text.h"

#include "gtest/gtest.h"
#include "normalizer/formats/citation.h"
#include "normalizer/formats/printed_text.h"

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

TEST(CitationTest, ReadsDoiAndPmid) {
  EXPECT_EQ(DoiIn("J Ex. 2019. doi: 10.1000/example.2019.3."), "10.1000/example.2019.3");
  EXPECT_EQ(DoiIn("https://doi.org/10.1000/x results"), "10.1000/x");
  EXPECT_EQ(DoiIn("https://www.example.org/doi/full/10.1000/x results"), "10.1000/x");
  EXPECT_EQ(DoiIn("version 10.1000/x"), "");
  EXPECT_EQ(PmidIn("2019 results in https://www.ncbi.nlm.nih.gov/pubmed/30000001 (added)"), "30000001");
  EXPECT_EQ(PmidIn("https://pubmed.ncbi.nlm.nih.gov/33000002/"), "33000002");
  EXPECT_EQ(PmidIn("PMID: 7"), "7");
  EXPECT_EQ(PmidIn("https://pubmed.ncbi.nlm.nih.gov/?term=x"), "");
  EXPECT_EQ(PmidIn("PMID: 123456789"), "");
}

TEST(PrintedTextTest, ReferencesAloneAreResolved) {
  EXPECT_EQ(CleanText("a &amp; b &le; <i>c</i> \\*", TextStyle::kReferences), "a & b ≤ <i>c</i> \\*");
  EXPECT_EQ(ResolveReferences("x&#xD;y &gte; &"), "x\ry &gte; &");
}

}  // namespace
}  // namespace trialweave::normalizer
