#include "store/linkage/match/postings.h"

#include <map>
#include <random>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

// All numbers are of one group.
uint32_t OneGroup(uint32_t) { return 0; }

TEST(PostingsTest, ListsGrowAndShrink) {
  Postings postings;
  EXPECT_THAT(postings.Find(7), IsEmpty());
  postings.Add(7, 1, 0);
  postings.Add(7, 2, 0);
  postings.Add(7, 3, 0);
  EXPECT_THAT(postings.Find(7), UnorderedElementsAre(1, 2, 3));
  postings.Remove(7, 9, OneGroup);
  postings.Remove(7, 2, OneGroup);
  EXPECT_THAT(postings.Find(7), UnorderedElementsAre(1, 3));
  postings.Remove(7, 1, OneGroup);
  postings.Remove(7, 3, OneGroup);
  EXPECT_THAT(postings.Find(7), IsEmpty());
  EXPECT_EQ(postings.keys(), 0);
}

TEST(PostingsTest, AListOfOneGroupIsLeftOutForThatGroup) {
  Postings postings;
  postings.Add(7, 1, 3);
  postings.Add(7, 2, 3);
  EXPECT_THAT(postings.Find(7, 3), IsEmpty());
  EXPECT_THAT(postings.Find(7, 4), UnorderedElementsAre(1, 2));
  EXPECT_THAT(postings.Find(7), UnorderedElementsAre(1, 2));
  postings.Add(7, 5, 4);
  EXPECT_THAT(postings.Find(7, 3), UnorderedElementsAre(1, 2, 5));
  EXPECT_THAT(postings.Find(7, 4), UnorderedElementsAre(1, 2, 5));
  postings.Remove(7, 5, [](uint32_t) { return 3u; });
  EXPECT_THAT(postings.Find(7, 3), IsEmpty()) << "it is of one group again";
  postings.Add(8, 6, Postings::kAnyGroup);
  EXPECT_THAT(postings.Find(8, Postings::kAnyGroup), UnorderedElementsAre(6)) << "groups that are not told apart";
}

TEST(PostingsTest, BehavesLikeAMapOfSets) {
  Postings postings;
  std::map<uint32_t, std::set<uint32_t>> expected;
  std::mt19937 random(1);
  for (int i = 0; i < 50'000; ++i) {
    const uint32_t key = random() % 40, number = random() % 500;
    std::set<uint32_t>& numbers = expected[key];
    if (numbers.erase(number) > 0) {
      postings.Remove(key, number, OneGroup);
    } else {
      postings.Add(key, number, 0);
      numbers.insert(number);
    }
  }
  for (const auto& [key, numbers] : expected) EXPECT_THAT(postings.Find(key), UnorderedElementsAreArray(numbers));
}

TEST(PostingsTest, WhatIsFreedIsUsedAgain) {
  Postings postings;
  for (uint32_t i = 0; i < 60'000; ++i) postings.Add(i % 1000, i, 0);
  const size_t before = postings.bytes();
  for (int round = 0; round < 5; ++round) {
    for (uint32_t i = 0; i < 60'000; ++i) postings.Remove(i % 1000, i, OneGroup);
    for (uint32_t i = 0; i < 60'000; ++i) postings.Add(i % 1000, i, 0);
  }
  EXPECT_LE(postings.bytes(), 2 * before);
}

}  // namespace
}  // namespace trialweave::store
