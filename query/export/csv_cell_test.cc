#include "query/export/csv_cell.h"

#include <string>

#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

std::string Cell(absl::string_view text) {
  std::string out;
  AppendCsvCell(text, &out);
  return out;
}

TEST(CsvCellTest, QuotesWhatHasToBeQuoted) {
  EXPECT_EQ(Cell(""), "");
  EXPECT_EQ(Cell("plain 外泌体; text"), "plain 外泌体; text");
  EXPECT_EQ(Cell("a,b"), "\"a,b\"");
  EXPECT_EQ(Cell("say \"a\" and \"b\""), "\"say \"\"a\"\" and \"\"b\"\"\"");
  EXPECT_EQ(Cell("a\nb"), "\"a\nb\"");
  EXPECT_EQ(Cell("a\rb"), "\"a\rb\"");
}

TEST(CsvCellTest, NoCellBeginsAsAFormulaDoes) {
  EXPECT_EQ(Cell("=1+1"), "'=1+1");
  EXPECT_EQ(Cell("+1"), "'+1");
  EXPECT_EQ(Cell("-1"), "'-1");
  EXPECT_EQ(Cell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(Cell("\t=1"), "'\t=1");
  EXPECT_EQ(Cell("＝1"), "'＝1");
  EXPECT_EQ(Cell("＠x"), "'＠x");
  EXPECT_EQ(Cell("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"")
      << "the apostrophe is in the quotes";
  EXPECT_EQ(Cell("\n=1"), "\"'\n=1\"");
}

TEST(CsvCellTest, TheGuardCanBeTakenOff) {
  EXPECT_EQ(Cell("'s-Hertogenbosch"), "''s-Hertogenbosch");
  EXPECT_EQ(Cell("a=b"), "a=b");
  EXPECT_EQ(Cell("5-fluorouracil"), "5-fluorouracil");
}

}  // namespace
}  // namespace trialweave::query
