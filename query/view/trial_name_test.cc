#include "query/view/trial_name.h"

#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

// Computed with: printf NCT06431152 | sha256sum | xxd -r -p | base32 | tr A-Z a-z | cut -c1-10
TEST(TrialName, IsTheShortBase32OfTheFoundersHash) {
  EXPECT_EQ(FoundersTrialId("NCT06431152"), "ixntlu6bhq");
  EXPECT_EQ(FoundersTrialId("ChiCTR2000029308"), "wyxb7br2mc");
}

}  // namespace
}  // namespace trialweave::query
