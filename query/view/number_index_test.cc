#include "query/view/number_index.h"

#include <cstdint>
#include <limits>
#include <map>
#include <random>

#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

// Against looking at each row, over numbers of every size, with rows that go and come again.
TEST(NumberIndexTest, FindsWhatLookingAtEachFinds) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max(), kLeast = std::numeric_limits<int64_t>::min();
  std::mt19937_64 random(7);
  std::vector<int64_t> numbers = {kLeast, -5, -1,  0,    1,    2,    3,    4,         7,
                                  8,      9,  999, 1000, 1023, 1024, 1025, kMost - 1, kMost};
  for (int i = 0; i < 200; ++i) numbers.push_back(static_cast<int64_t>(random() >> (random() % 64)));
  NumberIndex index;
  std::map<uint32_t, int64_t> plain;
  for (int step = 0; step < 2000; ++step) {
    const auto row = static_cast<uint32_t>(random() % 500);
    if (plain.count(row) != 0) {
      index.Remove(row);
      plain.erase(row);
    } else {
      plain[row] = numbers[random() % numbers.size()];
      index.Add(row, plain[row]);
    }
  }
  Rows rows;
  for (const auto& [row, number] : plain) {
    EXPECT_EQ(index.Of(row), number);
    if (row % 3 != 0) rows.add(row);
  }
  for (const int64_t low : numbers) {
    Rows expected;
    for (const auto& [row, number] : plain) {
      if (number >= low && row % 3 != 0) expected.add(row);
    }
    EXPECT_EQ(index.AtLeast(low, rows), expected) << low;
  }
}

}  // namespace
}  // namespace trialweave::query
