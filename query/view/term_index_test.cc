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

TEST(TermIndex, NumbersWhatIsThere) {
  TermIndex index(/*by_row=*/true);
  index.Add("hip", "hip", 1);
  index.Add("knee", "knee", 1);
  index.Remove("hip", 1);
  index.Add("wrist", "wrist", 2);
  EXPECT_EQ(index.numbers(), 2) << "the number of a key that has gone is used again";
  const auto keys_of = [&](uint32_t row) {
    std::string keys;
    for (const auto& [key, entry] : index.entries()) {
      index.row_terms().ForEach(row, [&, &key = key, &entry = entry](uint32_t number) {
        if (number == entry.number()) keys += key;
      });
    }
    return keys;
  };
  EXPECT_EQ(keys_of(1), "knee");
  EXPECT_EQ(keys_of(2), "wrist");
}

}  // namespace
}  // namespace trialweave::query
