#include "store/chain/chain.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

class InMemoryObservations : public ChainObservations {
 public:
  absl::StatusOr<bool> Contains(const Position& position) const override { return set_.count(position) > 0; }
  absl::StatusOr<std::optional<Position>> Before(const Position& position) const override {
    auto it = set_.lower_bound(position);
    if (it == set_.begin()) return std::optional<Position>();
    return std::optional<Position>(*--it);
  }
  absl::StatusOr<std::optional<Position>> After(const Position& position) const override {
    auto it = set_.upper_bound(position);
    if (it == set_.end()) return std::optional<Position>();
    return std::optional<Position>(*it);
  }
  void Add(const Position& position) { set_.insert(position); }
  const std::set<Position>& set() const { return set_; }

 private:
  std::set<Position> set_;
};

Position At(int time, const std::string& digest) { return {absl::FromUnixSeconds(time), digest}; }

// The definition itself: run-length encoding in order.
std::vector<Span> Encode(const std::set<Position>& observations) {
  std::vector<Span> spans;
  for (const Position& p : observations) {
    if (!spans.empty() && spans.back().content_digest == p.content_digest) {
      spans.back().last = p.observed_at;
    } else {
      spans.push_back({p.content_digest, p.observed_at, p.observed_at});
    }
  }
  return spans;
}

struct Chain {
  std::vector<Span> spans;
  InMemoryObservations observations;
  int revisions = 0;
  int sightings = 0;

  ChainChange Observe(const Position& position) {
    absl::StatusOr<ChainChange> change = Insert(position, observations, &spans);
    EXPECT_TRUE(change.ok()) << change.status();
    observations.Add(position);
    revisions += change->revisions_added();
    sightings += change->sightings_added();
    return *change;
  }
};

TEST(ChainTest, ChangeAndReturnAreThreeRevisions) {
  Chain chain;
  EXPECT_TRUE(chain.Observe(At(1, "A")).newest);
  EXPECT_TRUE(chain.Observe(At(2, "B")).newest);
  EXPECT_TRUE(chain.Observe(At(3, "A")).newest);
  EXPECT_EQ(chain.spans.size(), 3u);
}

TEST(ChainTest, SameContentAgainIsASighting) {
  Chain chain;
  chain.Observe(At(1, "A"));
  const ChainChange change = chain.Observe(At(2, "A"));
  EXPECT_FALSE(change.revision);
  EXPECT_FALSE(change.duplicate);
  EXPECT_EQ(chain.spans, (std::vector<Span>{{"A", absl::FromUnixSeconds(1), absl::FromUnixSeconds(2)}}));
  EXPECT_EQ(chain.sightings, 1);
}

TEST(ChainTest, SameObservationAgainIsADuplicate) {
  Chain chain;
  for (int time : {1, 2, 3}) chain.Observe(At(time, "A"));
  for (int time : {1, 2, 3}) EXPECT_TRUE(chain.Observe(At(time, "A")).duplicate);
  EXPECT_EQ(chain.sightings, 2);
}

TEST(ChainTest, OlderObservationBetweenPromotesTheSightingAfterIt) {
  Chain chain;
  chain.Observe(At(1, "A"));
  chain.Observe(At(3, "A"));
  chain.Observe(At(5, "A"));
  const ChainChange change = chain.Observe(At(2, "B"));
  EXPECT_TRUE(change.revision);
  EXPECT_FALSE(change.newest);
  EXPECT_EQ(change.promoted, At(3, "A"));
  EXPECT_TRUE(change.promoted_newest);
  EXPECT_EQ(chain.revisions, 3);
  EXPECT_EQ(chain.sightings, 1);
}

TEST(ChainTest, SameContentEarlierDemotesTheRevision) {
  Chain chain;
  chain.Observe(At(1, "B"));
  chain.Observe(At(5, "A"));
  const ChainChange change = chain.Observe(At(3, "A"));
  EXPECT_TRUE(change.revision);
  EXPECT_TRUE(change.newest);
  EXPECT_EQ(change.demoted, At(5, "A"));
  EXPECT_EQ(chain.revisions, 2);
  EXPECT_EQ(chain.sightings, 1);
}

TEST(ChainTest, EveryPermutationOfASetEndsInTheSameChain) {
  const std::vector<std::vector<Position>> sets = {
      {At(1, "A"), At(2, "B"), At(3, "A"), At(4, "A"), At(5, "B"), At(6, "A")},
      {At(1, "A"), At(2, "A"), At(3, "A"), At(4, "B"), At(4, "A"), At(5, "A"), At(6, "C")},
      {At(1, "B"), At(1, "A"), At(1, "C"), At(2, "A"), At(2, "C"), At(3, "C")},
  };
  for (std::vector<Position> set : sets) {
    std::sort(set.begin(), set.end());
    do {
      Chain chain;
      for (const Position& p : set) chain.Observe(p);
      const std::vector<Span> expected = Encode(chain.observations.set());
      ASSERT_EQ(chain.spans, expected);
      ASSERT_EQ(chain.revisions, static_cast<int>(expected.size()));
      ASSERT_EQ(chain.sightings, static_cast<int>(set.size() - expected.size()));
    } while (std::next_permutation(set.begin(), set.end()));
  }
}

TEST(ChainTest, RandomOrdersWithRepeatsFollowTheDefinitionAtEveryStep) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    Chain chain;
    const int kinds = 1 + static_cast<int>(random() % 4);
    for (int step = 0; step < 30; ++step) {
      const Position p = At(static_cast<int>(random() % 15), std::string(1, 'A' + random() % kinds));
      const std::vector<Span> before = chain.spans;
      const bool there = chain.observations.set().count(p) > 0;
      const ChainChange change = chain.Observe(p);
      ASSERT_EQ(change.duplicate, there);
      ASSERT_EQ(chain.spans, Encode(chain.observations.set()));
      ASSERT_EQ(chain.revisions, static_cast<int>(chain.spans.size()));
      ASSERT_EQ(chain.revisions + chain.sightings, static_cast<int>(chain.observations.set().size()));
      if (change.newest) {
        ASSERT_EQ(chain.spans.back().content_digest, p.content_digest);
      }
    }
  }
}

}  // namespace
}  // namespace trialweave::store
