#include "query/page_token.h"

#include "common/status.h"
#include "gtest/gtest.h"

namespace trialweave::query {
namespace {

TEST(PageToken, ComesBackAsItWas) {
  const std::string text = EncodePageToken({1234567890123, 42, "trials/abcdefghij"}, "status = RECRUITING");
  const auto token = DecodePageToken(text, "status = RECRUITING");
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->sequence, 1234567890123);
  EXPECT_EQ(token->total_size, 42);
  EXPECT_EQ(token->after_name, "trials/abcdefghij");
}

TEST(PageToken, EveryChangedCharacterIsNoticed) {
  const std::string text = EncodePageToken({7, 8, "trials/abcdefghij"}, "");
  for (size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'x' ? 'y' : 'x';
    const auto token = DecodePageToken(changed, "");
    if (token.ok()) {
      // The last character's spare bits carry nothing.
      EXPECT_EQ(i, text.size() - 1);
      continue;
    }
    EXPECT_EQ(common::ErrorReason(token.status()), "PAGE_TOKEN_INVALID");
  }
  EXPECT_FALSE(DecodePageToken(text, "other").ok());
  EXPECT_FALSE(DecodePageToken(std::string(5000, 'A'), "").ok());
}

}  // namespace
}  // namespace trialweave::query
