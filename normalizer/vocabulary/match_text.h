#ifndef TRIALWEAVE_NORMALIZER_VOCABULARY_MATCH_TEXT_H_
#define TRIALWEAVE_NORMALIZER_VOCABULARY_MATCH_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trialweave::normalizer {

// MatchText is a text in the form in which terms are compared: ASCII letters small, hyphens, dashes and blanks one
// blank, full-width ASCII narrow, curly quotes straight, markdown's backslashes and zero-width characters gone.
struct MatchText {
  std::string folded;
  // Where each folded byte stands in the text, and, last, the text's size.
  std::vector<uint32_t> origin;

  // The span of the original text that a span of the folded one comes from, bytes.
  size_t OriginBegin(size_t begin) const { return origin[begin]; }
  size_t OriginEnd(size_t end) const { return end == 0 ? 0 : origin[end - 1] + origin_width[end - 1]; }
  // Bytes of the original that each folded byte stands for.
  std::vector<uint8_t> origin_width;
};

// Linear. Texts of 4 GiB and more are cut.
MatchText FoldForMatch(std::string_view text);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_VOCABULARY_MATCH_TEXT_H_
