#include "store/linkage/trial_name.h"

#include <cstdint>

#include "common/sha256.h"

namespace trialweave::store {
namespace {

constexpr char kAlphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
constexpr size_t kNameLength = 10;

}  // namespace

std::string HashedId(std::string_view text, size_t length) {
  const std::string digest = common::Sha256(text);
  std::string id;
  uint32_t bits = 0;
  int count = 0;
  for (char c : digest) {
    bits = bits << 8 | static_cast<uint8_t>(c);
    count += 8;
    while (count >= 5 && id.size() < length) {
      count -= 5;
      id.push_back(kAlphabet[bits >> count & 31]);
    }
  }
  return id;
}

std::string FoundingName(std::string_view registration_id, int attempt) {
  return HashedId(registration_id, kNameLength + 6 * static_cast<size_t>(attempt));
}

}  // namespace trialweave::store
