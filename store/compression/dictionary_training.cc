#include "store/compression/dictionary_training.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

// The search for parameters that the stable interface does costs five times as much and finds nothing better.
#define ZDICT_STATIC_LINKING_ONLY
#include "zdict.h"

namespace trialweave::store {
namespace {

// Of the cover algorithm (zdict.h): the segments' length, and that of what is counted in them, in bytes; log2 of the
// counts' number.
constexpr unsigned kSegment = 200;
constexpr unsigned kCounted = 8;
constexpr unsigned kCountsLog = 20;

uint64_t GramAt(const std::string& sample, size_t at) {
  uint64_t gram;
  static_assert(sizeof gram == kSharedBytes);
  std::memcpy(&gram, &sample[at], sizeof gram);
  return gram;
}

size_t GramsOf(const std::string& sample) {
  return sample.size() < kSharedBytes ? 0 : sample.size() - kSharedBytes + 1;
}

// What kLeastSharing samples have, each counted once; sorted.
std::vector<uint64_t> SharedGrams(const std::vector<std::string>& samples) {
  size_t most = 0;
  for (const std::string& sample : samples) most += GramsOf(sample);
  std::vector<uint64_t> grams, own;
  grams.reserve(most);
  for (const std::string& sample : samples) {
    own.clear();
    for (size_t at = 0; at < GramsOf(sample); ++at) own.push_back(GramAt(sample, at));
    std::sort(own.begin(), own.end());
    grams.insert(grams.end(), own.begin(), std::unique(own.begin(), own.end()));
  }
  std::sort(grams.begin(), grams.end());
  std::vector<uint64_t> shared;
  for (auto begin = grams.begin(); begin != grams.end();) {
    const auto end = std::upper_bound(begin, grams.end(), *begin);
    if (end - begin >= static_cast<ptrdiff_t>(kLeastSharing)) shared.push_back(*begin);
    begin = end;
  }
  return shared;
}

}  // namespace

std::string TrainDictionary(const std::vector<std::string>& samples) {
  const std::vector<uint64_t> shared = SharedGrams(samples);
  // Stretches of which every gram is shared.
  std::string stretches;
  std::vector<size_t> sizes;
  for (const std::string& sample : samples) {
    size_t begin = 0;
    for (size_t at = 0; at <= GramsOf(sample); ++at) {
      const bool is_shared =
          at < GramsOf(sample) && std::binary_search(shared.begin(), shared.end(), GramAt(sample, at));
      if (is_shared) continue;
      if (at > begin) {
        sizes.push_back(at - begin + kSharedBytes - 1);
        stretches.append(sample, begin, sizes.back());
      }
      begin = at + 1;
    }
  }
  std::string dictionary(kDictionaryBytes, '\0');
  ZDICT_fastCover_params_t parameters = {};
  parameters.k = kSegment;
  parameters.d = kCounted;
  parameters.f = kCountsLog;
  parameters.accel = 1;
  parameters.zParams.compressionLevel = 1;
  const size_t size = ZDICT_trainFromBuffer_fastCover(dictionary.data(), dictionary.size(), stretches.data(),
                                                      sizes.data(), static_cast<unsigned>(sizes.size()), parameters);
  if (ZDICT_isError(size)) return "";
  dictionary.resize(size);
  return dictionary;
}

}  // namespace trialweave::store
