#ifndef TRIALWEAVE_COMMON_FOLDED_TEXT_H_
#define TRIALWEAVE_COMMON_FOLDED_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trialweave::common {

// FoldedText is a text whose full-width letters, digits and punctuation (U+FF01 to U+FF5E), dashes of every kind,
// special blanks and characters without width are their ASCII counterparts, with the way back to the original's
// bytes. The original outlives it. Texts of 4 GiB and more stay as they are.
class FoldedText {
 public:
  explicit FoldedText(std::string_view original);
  FoldedText(const FoldedText&) = delete;
  FoldedText& operator=(const FoldedText&) = delete;

  std::string_view text() const { return offsets_.empty() ? original_ : std::string_view(storage_); }
  // Offset in the original of the folded byte at `pos`, or of the end.
  size_t Original(size_t pos) const { return offsets_.empty() ? pos : offsets_[pos]; }

 private:
  const std::string_view original_;
  std::string storage_;
  // Of each folded byte, and of the end; empty when nothing was folded.
  std::vector<uint32_t> offsets_;
};

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_FOLDED_TEXT_H_
