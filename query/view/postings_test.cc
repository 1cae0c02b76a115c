#include "query/view/postings.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

std::vector<uint32_t> Numbers(const Rows& rows) {
  std::vector<uint32_t> numbers;
  ForEachRow(rows, [&](uint32_t row) { numbers.push_back(row); });
  return numbers;
}

TEST(Postings, HoldOneAsWellAsMany) {
  using testing::ElementsAre;
  Postings postings;
  EXPECT_TRUE(postings.empty());
  postings.Add(7);
  postings.Add(7);
  EXPECT_EQ(postings.size(), 1);
  EXPECT_THAT(Numbers(postings.ToRows()), ElementsAre(7));
  postings.Remove(8);
  EXPECT_EQ(postings.size(), 1);
  postings.Add(100000);
  postings.Add(3);
  postings.Add(3);
  EXPECT_THAT(Numbers(postings.ToRows()), ElementsAre(3, 7, 100000));
  EXPECT_EQ(postings.size(), 3);
  const uint32_t some[] = {3, 9, 100000};
  EXPECT_EQ(postings.CountIn(Rows(3, some)), 2);
  EXPECT_THAT(Numbers(postings.Within(Rows(3, some))), ElementsAre(3, 100000));
  for (const uint32_t row : {3u, 7u, 100000u, 100000u}) postings.Remove(row);
  EXPECT_TRUE(postings.empty());
  postings.Add(5);
  EXPECT_THAT(Numbers(postings.ToRows()), ElementsAre(5));
}

TEST(Postings, FewAndManyBehaveAlike) {
  Postings postings;
  Rows expected;
  for (uint32_t i = 0; i < 200; ++i) {
    const uint32_t row = i * 7919 % 1000;
    postings.Add(row);
    expected.add(row);
    if (i % 3 == 0) {
      postings.Remove(i * 31 % 1000);
      expected.remove(i * 31 % 1000);
    }
    ASSERT_EQ(postings.size(), expected.cardinality());
    ASSERT_TRUE(postings.ToRows() == expected);
    Rows half;
    half.addRange(0, 500);
    ASSERT_EQ(postings.CountIn(half), expected.and_cardinality(half));
    ASSERT_TRUE(postings.Within(half) == (expected & half));
  }
}

}  // namespace
}  // namespace trialweave::query
