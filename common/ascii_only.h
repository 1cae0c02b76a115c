#ifndef TRIALWEAVE_COMMON_ASCII_ONLY_H_
#define TRIALWEAVE_COMMON_ASCII_ONLY_H_

#include <cstdint>
#include <cstring>
#include <string_view>

namespace trialweave::common {

// Whether all bytes are below 128. Looks at eight bytes at a time.
inline bool IsAsciiOnly(std::string_view text) {
  uint64_t all = 0;
  size_t i = 0;
  for (; i + sizeof all <= text.size(); i += sizeof all) {
    uint64_t eight;
    std::memcpy(&eight, text.data() + i, sizeof eight);
    all |= eight;
  }
  unsigned char rest = 0;
  for (; i < text.size(); ++i) rest |= static_cast<unsigned char>(text[i]);
  return (all & 0x8080808080808080) == 0 && rest < 0x80;
}

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_ASCII_ONLY_H_
