#include "query/view/term_index.h"

#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

TEST(TermIndex, FindsKeysAndPrefixesAndForgetsWhatHasNoRows) {
  TermIndex index;
  index.Add("knee", "Knee", 1);
  index.Add("knee", "KNEE", 4);
  index.Add("knees", "knees", 2);
  index.Add("kn", "kn", 3);
  EXPECT_EQ(index.Find("knee").cardinality(), 2);
  EXPECT_EQ(index.FindPrefix("knee").cardinality(), 3);
  EXPECT_EQ(index.FindPrefix("").cardinality(), 4);
  EXPECT_EQ(index.Find("hip").cardinality(), 0);
  EXPECT_EQ(index.entries().at("knee").Label("knee"), "Knee") << "as it was written first";
  EXPECT_EQ(index.entries().at("kn").Label("kn"), "kn");
  index.Remove("kn", 3);
  index.Remove("hip", 3);
  EXPECT_EQ(index.entries().size(), 2);
}

}  // namespace
}  // namespace trialweave::query
