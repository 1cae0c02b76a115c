#include "crawler/address_policy.h"

#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace trialweave::crawler {
namespace {

struct Range {
  uint32_t base;
  int bits;
};

constexpr Range kSpecial[] = {
    {0x00000000, 8},   // 0.0.0.0/8, this network
    {0x0A000000, 8},   // 10.0.0.0/8, private
    {0x64400000, 10},  // 100.64.0.0/10, shared
    {0x7F000000, 8},   // 127.0.0.0/8, loopback
    {0xA9FE0000, 16},  // 169.254.0.0/16, link-local
    {0xAC100000, 12},  // 172.16.0.0/12, private
    {0xC0000000, 24},  // 192.0.0.0/24, protocol assignments
    {0xC0000200, 24},  // 192.0.2.0/24, documentation
    {0xC0A80000, 16},  // 192.168.0.0/16, private
    {0xC6120000, 15},  // 198.18.0.0/15, benchmarking
    {0xC6336400, 24},  // 198.51.100.0/24, documentation
    {0xCB007100, 24},  // 203.0.113.0/24, documentation
    {0xE0000000, 3},   // 224.0.0.0/4 multicast and 240.0.0.0/4 reserved
};

bool IsPublicV4(uint32_t address) {
  return std::none_of(std::begin(kSpecial), std::end(kSpecial), [address](const Range& range) {
    return (address >> (32 - range.bits)) == (range.base >> (32 - range.bits));
  });
}

uint32_t BigEndian(const uint8_t* bytes) {
  return static_cast<uint32_t>(bytes[0]) << 24 | static_cast<uint32_t>(bytes[1]) << 16 |
         static_cast<uint32_t>(bytes[2]) << 8 | bytes[3];
}

bool IsPublicV6(const uint8_t* b) {
  constexpr uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  constexpr uint8_t kNat64[12] = {0, 0x64, 0xFF, 0x9B};
  if (std::memcmp(b, kMapped, 12) == 0 || std::memcmp(b, kNat64, 12) == 0) return IsPublicV4(BigEndian(b + 12));
  if (b[0] == 0x20 && b[1] == 0x02) return IsPublicV4(BigEndian(b + 2));
  // Only 2000::/3 is global unicast; Teredo and documentation within it are not wanted either.
  if ((b[0] & 0xE0) != 0x20) return false;
  const uint32_t head = BigEndian(b);
  return head != 0x20010000 && head != 0x20010DB8;
}

}  // namespace

bool IsPublicAddress(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, address, sizeof(v4));
    return IsPublicV4(ntohl(v4.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, address, sizeof(v6));
    return IsPublicV6(v6.sin6_addr.s6_addr);
  }
  return false;
}

}  // namespace trialweave::crawler
