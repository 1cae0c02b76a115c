#include "query/view/row_terms.h"

#include <map>
#include <random>
#include <set>

#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

std::multiset<uint32_t> TermsOf(const RowTerms& terms, uint32_t row) {
  std::multiset<uint32_t> found;
  terms.ForEach(row, [&](uint32_t term) { found.insert(term); });
  return found;
}

TEST(RowTerms, HoldsWhatAnySequenceOfChangesLeaves) {
  std::mt19937 random(7);
  RowTerms terms;
  std::map<uint32_t, std::multiset<uint32_t>> expected;
  for (int step = 0; step < 20'000; ++step) {
    const uint32_t row = random() % 50, term = random() % 6;
    if (expected[row].count(term) == 0) {
      terms.Add(row, term);
      expected[row].insert(term);
    } else {
      terms.Remove(row, term);
      expected[row].erase(term);
    }
    ASSERT_EQ(TermsOf(terms, row), expected[row]) << "step " << step;
  }
  for (const auto& [row, all] : expected) EXPECT_EQ(TermsOf(terms, row), all);
  EXPECT_TRUE(TermsOf(terms, 1000).empty()) << "a row that never had one";
}

}  // namespace
}  // namespace trialweave::query
