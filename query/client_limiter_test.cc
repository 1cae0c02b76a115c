#include "query/client_limiter.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

TEST(ClientLimiterTest, AdmitsBurstsAndThenTheRate) {
  common::FakeClock clock(absl::FromUnixSeconds(1000));
  ClientLimiter limiter(&clock, 2);
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(limiter.Admit(absl::StrCat("ipv4:10.0.0.1:", 5000 + i)).ok()) << i;
  const absl::Status refused = limiter.Admit("ipv4:10.0.0.1:6000");
  EXPECT_EQ(common::ErrorReason(refused), "TOO_MANY_CALLS");
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  // Others are not held up.
  EXPECT_TRUE(limiter.Admit("ipv4:10.0.0.2:6000").ok());
  EXPECT_TRUE(limiter.Admit("ipv6:[::1]:6000").ok());
  clock.Advance(absl::Milliseconds(500));
  EXPECT_TRUE(limiter.Admit("ipv4:10.0.0.1:6000").ok());
  EXPECT_FALSE(limiter.Admit("ipv4:10.0.0.1:6000").ok());
}

TEST(ClientLimiterTest, WithoutARateThereIsNoLimit) {
  common::FakeClock clock(absl::FromUnixSeconds(1000));
  ClientLimiter limiter(&clock, 0);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(limiter.Admit("unix:").ok());
  EXPECT_EQ(limiter.clients(), 0u);
}

TEST(ClientLimiterTest, ForgetsClientsThatHaveBeenQuiet) {
  common::FakeClock clock(absl::FromUnixSeconds(1000));
  ClientLimiter limiter(&clock, 1);
  for (int i = 0; i < 10000; ++i) EXPECT_TRUE(limiter.Admit(absl::StrCat("ipv4:10.0.", i, ":1")).ok());
  clock.Advance(absl::Seconds(10));
  EXPECT_TRUE(limiter.Admit("ipv4:10.1.0.1:1").ok());
  EXPECT_EQ(limiter.clients(), 1u);
}

}  // namespace
}  // namespace trialweave::query
