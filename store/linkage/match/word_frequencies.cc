#include "store/linkage/match/word_frequencies.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace trialweave::store {

WordFrequencies::WordFrequencies(uint64_t records, const std::unordered_map<uint32_t, uint32_t>& counts)
    : records_(std::max<uint64_t>(records, 2)), rare_(std::log(static_cast<double>(records_) / 2)) {
  slots_.resize(std::bit_ceil(2 * counts.size() + 1));
  mask_ = slots_.size() - 1;
  for (const auto& [token, count] : counts) {
    size_t at = SlotOf(token);
    while (slots_[at].information >= 0) at = (at + 1) & mask_;
    slots_[at] = {token, static_cast<float>(std::log(static_cast<double>(records_) /
                                                     static_cast<double>(std::clamp<uint64_t>(count, 1, records_))))};
  }
}

double WordFrequencies::Information(TokenSpan tokens) const {
  double information = 0;
  for (const uint32_t token : tokens) information += Information(token);
  return information;
}

}  // namespace trialweave::store
