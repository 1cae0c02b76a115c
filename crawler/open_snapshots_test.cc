#include "crawler/open_snapshots.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

using ::testing::ElementsAre;

Container Part(const std::string& key, const std::string& snapshot) {
  Container container;
  container.key = key;
  container.snapshot_key = snapshot;
  if (!snapshot.empty()) container.ref.set_complete_set("set of " + snapshot);
  container.snapshot_time.set_seconds(1000);
  return container;
}

TEST(OpenSnapshotsTest, ContainersOfOneArchiveAreOneSnapshot) {
  OpenSnapshots snapshots;
  snapshots.Begin(Part("plain", ""), 0);
  snapshots.Begin(Part("a!1", "a"), 5);
  snapshots.Begin(Part("a!2", "a"), 7);
  EXPECT_FALSE(snapshots.Hold("plain"));
  EXPECT_TRUE(snapshots.Hold("a!1"));
  EXPECT_TRUE(snapshots.Hold("a!2"));
  EXPECT_FALSE(snapshots.TakeProven(9).has_value()) << "more may come";
  snapshots.Begin(Part("b", "b"), 9);
  EXPECT_FALSE(snapshots.TakeProven(8).has_value()) << "not all have their outcomes";
  const auto a = snapshots.TakeProven(9);
  ASSERT_TRUE(a.has_value());
  EXPECT_EQ(a->key, "a");
  EXPECT_EQ(a->request.set(), "set of a");
  EXPECT_EQ(a->request.observed_at().seconds(), 1000);
  EXPECT_EQ(a->request.first_ordinal(), 6u);
  EXPECT_EQ(a->request.last_ordinal(), 9u);
  EXPECT_THAT(a->held, ElementsAre("a!1", "a!2"));
  EXPECT_FALSE(snapshots.TakeProven(100).has_value());
  snapshots.End(9);
  const auto b = snapshots.TakeProven(9);
  ASSERT_TRUE(b.has_value()) << "one without documents";
  EXPECT_EQ(b->request.first_ordinal(), 10u);
  EXPECT_EQ(b->request.last_ordinal(), 9u);
}

TEST(OpenSnapshotsTest, FaultIsOfTheSnapshotUnderWay) {
  OpenSnapshots snapshots;
  snapshots.Fault("of nobody");
  snapshots.Begin(Part("a", "a"), 0);
  snapshots.Fault("first");
  snapshots.Fault("second");
  snapshots.Begin(Part("plain", ""), 2);
  snapshots.Fault("of nobody");
  snapshots.Begin(Part("b", "b"), 3);
  snapshots.End(4);
  EXPECT_EQ(snapshots.TakeProven(4)->fault, "first");
  EXPECT_EQ(snapshots.TakeProven(4)->fault, "");
}

}  // namespace
}  // namespace trialweave::crawler
