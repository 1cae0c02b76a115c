#include "query/resource_name.h"

#include <string>

#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

TEST(ResourceNameTest, IdsMayHoldASlashAndNoSpaces) {
  EXPECT_EQ(*IdIn("trials/a", "trials/", "trials/{trial}"), "a");
  EXPECT_EQ(*IdIn("trials/CTRI/2020/01/1", "trials/", "trials/{trial}"), "CTRI/2020/01/1");
  for (const std::string name : {"", "trials/", "trial/a", "trials/a b", "trials/\x01", "trials/Ä"}) {
    EXPECT_EQ(common::ErrorReason(IdIn(name, "trials/", "trials/{trial}").status()), "NAME_INVALID") << name;
  }
  EXPECT_FALSE(IdIn("trials/" + std::string(kMaxIdBytes + 1, 'a'), "trials/", "trials/{trial}").ok());
  EXPECT_EQ(common::ErrorMetadata(IdIn("x", "trials/", "trials/{trial}", "parent").status(), "field"), "parent");
}

TEST(ResourceNameTest, RevisionsAreNumbersFromOne) {
  EXPECT_EQ(SplitTrialRevision("trials/a")->revision, 0);
  EXPECT_EQ(SplitTrialRevision("trials/CTRI/2020/1/revisions/7")->trial, "trials/CTRI/2020/1");
  EXPECT_EQ(SplitTrialRevision("trials/CTRI/2020/1/revisions/7")->revision, 7);
  for (const char* wrong : {"trials/a/revisions/", "trials/a/revisions/0", "trials/a/revisions/x"}) {
    EXPECT_EQ(common::ErrorReason(SplitTrialRevision(wrong).status()), "NAME_INVALID") << wrong;
  }
}

TEST(ResourceNameTest, TheCanonicalSpellingComesSecond) {
  EXPECT_THAT(SpellingsOf("nct06000001"), testing::ElementsAre("nct06000001", "NCT06000001"));
  EXPECT_THAT(SpellingsOf("NCT06000001"), testing::ElementsAre("NCT06000001"));
  EXPECT_THAT(SpellingsOf("abcdefghij"), testing::ElementsAre("abcdefghij"));
}

}  // namespace
}  // namespace trialweave::query
