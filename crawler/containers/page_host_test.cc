#include "crawler/containers/page_host.h"

#include "gtest/gtest.h"

namespace trialweave::crawler {
namespace {

TEST(PageHostTest, ReadsWhatThePageSaysOfItself) {
  EXPECT_EQ(PageHost("<html><head><link rel=\"canonical\" href=\"https://www.FDA.gov/a/b\"/>"), "www.fda.gov");
  EXPECT_EQ(PageHost("<LINK href='http://www.fda.gov' rel='canonical'>"), "www.fda.gov");
  EXPECT_EQ(PageHost("<meta property=\"og:url\" content=\"https://www.fda.gov/x\">"), "www.fda.gov");
  EXPECT_EQ(PageHost("<meta name=\"Url\" content=\"//www.nmpa.gov.cn/x.html\">"), "www.nmpa.gov.cn");
  EXPECT_EQ(PageHost("<meta name=\"SiteDomain\" content=\"nmpa.gov.cn\">"), "nmpa.gov.cn");
  EXPECT_EQ(PageHost("<!-- saved from url=(0020)https://www.cde.org.cn/main/x -->"), "www.cde.org.cn");
  EXPECT_EQ(PageHost("<a href=\"https://www.fda.gov/\">FDA</a>"), "");
  EXPECT_EQ(PageHost("<link rel=\"stylesheet\" href=\"https://www.fda.gov/\"><meta name=\"url\" content=\"\">"), "");
  EXPECT_EQ(PageHost("<link rel=canonical href=https://www.fda.gov/a>"), "www.fda.gov");
  EXPECT_EQ(PageHost("<meta name=\"url\" content=\""), "");
  EXPECT_EQ(PageHost(""), "");
}

TEST(PageHostTest, ADomainIsItsHostsOwn) {
  EXPECT_TRUE(IsHostOf("www.fda.gov", "fda.gov"));
  EXPECT_TRUE(IsHostOf("fda.gov", "fda.gov"));
  EXPECT_FALSE(IsHostOf("notfda.gov", "fda.gov"));
  EXPECT_FALSE(IsHostOf("fda.gov.example.org", "fda.gov"));
  EXPECT_FALSE(IsHostOf("", "fda.gov"));
}

}  // namespace
}  // namespace trialweave::crawler
