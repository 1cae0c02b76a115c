#include "query/cli/table.h"

#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

Table ATable() {
  Table table;
  table.columns = {{"ID"}, {"TITLE", false, true}, {"N", true}};
  table.rows = {{"A1", "膝骨关节炎的外泌体治疗", "9"}, {"B22", "Exosomes, \"new\"", "120"}};
  return table;
}

TEST(Table, AlignsWideCharacters) {
  EXPECT_EQ(FormatTable(ATable(), 0, false),
            "ID   TITLE                     N\n"
            "A1   膝骨关节炎的外泌体治疗    9\n"
            "B22  Exosomes, \"new\"         120\n");
}

TEST(Table, CutsFlexibleColumnsToTheTerminal) {
  EXPECT_EQ(FormatTable(ATable(), 21, false),
            "ID   TITLE          N\n"
            "A1   膝骨关节炎…    9\n"
            "B22  Exosomes, …  120\n");
}

TEST(Table, WritesNamesInBold) { EXPECT_EQ(FormatTable({{{"ID"}}, {}}, 0, true), "\033[1mID\033[0m\n"); }

TEST(Table, QuotesCsv) {
  EXPECT_EQ(FormatCsv(ATable()), "ID,TITLE,N\nA1,膝骨关节炎的外泌体治疗,9\nB22,\"Exosomes, \"\"new\"\"\",120\n");
}

}  // namespace
}  // namespace trialweave::query
