#include "common/shutdown.h"

#include <gtest/gtest.h>

#include <thread>

#include "common/backoff.h"
#include "common/clock.h"
#include "common/readiness.h"

namespace trialweave::common {
namespace {

TEST(ShutdownSignalTest, LetsAWaitPassWhenNothingHappens) {
  FakeClock clock;
  ShutdownSignal shutdown;
  EXPECT_FALSE(shutdown.WaitFor(absl::Hours(1), clock));
  EXPECT_EQ(clock.Now(), absl::UnixEpoch() + absl::Hours(1));
}

TEST(ShutdownSignalTest, EndsAWaitAtOnce) {
  SystemClock clock;
  ShutdownSignal shutdown;
  std::thread other([&shutdown] { shutdown.Request(); });
  EXPECT_TRUE(shutdown.WaitFor(absl::Hours(1), clock));
  EXPECT_TRUE(shutdown.requested());
  other.join();
}

TEST(BackoffTest, GrowsToItsLimitWithJitterAndResets) {
  Backoff backoff(absl::Seconds(1), absl::Seconds(4));
  for (const int expected : {1, 2, 4, 4, 4}) {
    const absl::Duration delay = backoff.Next();
    EXPECT_GE(delay, absl::Seconds(expected) / 2);
    EXPECT_LE(delay, absl::Seconds(expected));
  }
  backoff.Reset();
  EXPECT_LE(backoff.Next(), absl::Seconds(1));
}

TEST(ReadinessTest, TellsItsObserverNowAndAtEveryChange) {
  Readiness readiness;
  std::vector<bool> seen;
  readiness.Observe([&seen](bool ready) { seen.push_back(ready); });
  readiness.Set(true);
  readiness.Set(true);
  readiness.Set(false);
  EXPECT_EQ(seen, (std::vector<bool>{false, true, false}));
  readiness.Observe(nullptr);
  readiness.Set(true);
  EXPECT_EQ(seen.size(), 3);
}

}  // namespace
}  // namespace trialweave::common
