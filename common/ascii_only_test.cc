#include "common/ascii_only.h"

#include <string>

#include "gtest/gtest.h"

namespace trialweave::common {
namespace {

TEST(AsciiOnly, SeesAByteWhereverItStands) {
  for (size_t size = 0; size < 40; ++size) {
    EXPECT_TRUE(IsAsciiOnly(std::string(size, '\x7F'))) << size;
    for (size_t at = 0; at < size; ++at) {
      std::string text(size, 'a');
      text[at] = '\x80';
      EXPECT_FALSE(IsAsciiOnly(text)) << size << " " << at;
    }
  }
}

}  // namespace
}  // namespace trialweave::common
