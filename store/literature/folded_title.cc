#include "store/literature/folded_title.h"

#include "absl/strings/ascii.h"
#include "common/folded_text.h"

namespace trialweave::store {
namespace {

// Longest element name and attributes of inline markup such as <sub> or <i class="x">.
constexpr size_t kMaxTag = 64;

// Bytes of the inline tag that begins at `pos`; 0 when it is a sign "less than".
size_t TagAt(std::string_view text, size_t pos) {
  if (pos + 1 >= text.size()) return 0;
  const auto next = static_cast<unsigned char>(text[pos + 1]);
  if (!absl::ascii_isalpha(next) && next != '/') return 0;
  const size_t end = text.substr(pos, kMaxTag).find('>');
  return end == std::string_view::npos ? 0 : end + 1;
}

// Bytes of the punctuation mark at `pos` that is not ASCII: U+00A0 to U+00BF, U+2000 to U+206F, U+3000 to U+303F.
size_t PunctuationAt(std::string_view text, size_t pos) {
  const auto at = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0; };
  if (at(pos) == 0xC2) return 2;
  if (at(pos) == 0xE2 && (at(pos + 1) == 0x80 || at(pos + 1) == 0x81)) return 3;
  if (at(pos) == 0xE3 && at(pos + 1) == 0x80) return 3;
  return 0;
}

}  // namespace

std::string FoldTitle(std::string_view title) {
  const common::FoldedText ascii(title);
  const std::string_view text = ascii.text();
  std::string folded;
  for (size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '<') {
      const size_t tag = TagAt(text, i);
      i += tag == 0 ? 1 : tag;
    } else if (c < 0x80) {
      if (absl::ascii_isalnum(c)) folded.push_back(absl::ascii_tolower(c));
      ++i;
    } else if (const size_t mark = PunctuationAt(text, i); mark > 0) {
      i += mark;
    } else {
      folded.push_back(text[i++]);
    }
  }
  return folded;
}

}  // namespace trialweave::store
