#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_WORDS_BETWEEN_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_WORDS_BETWEEN_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "normalizer/evidence/read_text.h"

namespace trialweave::normalizer {

// The words of a stretch of text, each Chinese character one; what other terms cover is left out.
std::vector<std::string> WordsBetween(const ReadText& read, size_t begin, size_t end);

template <size_t N>
bool In(const std::array<std::string_view, N>& set, std::string_view word) {
  return std::find(set.begin(), set.end(), word) != set.end();
}

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_WORDS_BETWEEN_H_
