#include "query/view/snapshot_pins.h"

#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

TEST(SnapshotPins, KeepsWhatATokenNamesUntilItExpires) {
  SnapshotPins pins;
  const absl::Time now = absl::FromUnixSeconds(1000);
  ASSERT_TRUE(pins.Acquire(5, true));
  pins.Release(5, /*issued_token=*/true, now);
  EXPECT_TRUE(pins.AnyIn(5, 6));
  EXPECT_FALSE(pins.AnyIn(6, 9));
  EXPECT_FALSE(pins.AnyIn(1, 5));
  pins.Expire(now);
  EXPECT_TRUE(pins.Acquire(5, false));
  pins.Expire(now + absl::Seconds(1));
  EXPECT_TRUE(pins.AnyIn(5, 6)) << "a read is under way";
  pins.Release(5, false, now);
  pins.Expire(now + absl::Seconds(1));
  EXPECT_FALSE(pins.Acquire(5, false));
}

TEST(SnapshotPins, ForgetsReadsThatIssuedNoToken) {
  SnapshotPins pins;
  ASSERT_TRUE(pins.Acquire(7, true));
  EXPECT_TRUE(pins.AnyIn(7, 8));
  pins.Release(7, false, absl::FromUnixSeconds(1));
  EXPECT_FALSE(pins.AnyIn(0, 100));
  EXPECT_FALSE(pins.Acquire(7, false));
}

}  // namespace
}  // namespace trialweave::query
