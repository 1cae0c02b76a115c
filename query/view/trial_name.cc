#include "query/view/trial_name.h"

#include <cstdint>

#include "common/sha256.h"

namespace trialweave::query {

std::string FoundersTrialId(const std::string& registration_id) {
  static constexpr char kAlphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
  constexpr int kCharacters = 10;
  const std::string digest = common::Sha256(registration_id);
  std::string id;
  uint32_t bits = 0;
  int count = 0;
  for (size_t i = 0; id.size() < kCharacters; ++i) {
    bits = (bits << 8 | static_cast<unsigned char>(digest[i])) & 0xFFFF;
    count += 8;
    while (count >= 5 && id.size() < kCharacters) {
      count -= 5;
      id.push_back(kAlphabet[(bits >> count) & 31]);
    }
  }
  return id;
}

}  // namespace trialweave::query
