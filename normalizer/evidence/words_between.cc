#include "normalizer/evidence/words_between.h"

#include <utility>

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {

std::vector<std::string> WordsBetween(const ReadText& read, size_t begin, size_t end) {
  std::vector<std::string> words;
  const std::string_view text = read.text.text;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (size_t at = begin; at < end;) {
    if (read.covers[at] != 0) {
      finish();
      at = read.covers[at];
      continue;
    }
    const unsigned char c = text[at];
    if (c >= 0x80) {
      finish();
      const size_t width = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
      words.emplace_back(text.substr(at, width));
      at += width;
      continue;
    }
    if (absl::ascii_isalnum(c)) {
      word.push_back(absl::ascii_tolower(c));
    } else {
      finish();
      if (c == '+' || c == '&') words.emplace_back(1, static_cast<char>(c));
    }
    ++at;
  }
  finish();
  return words;
}

}  // namespace trialweave::normalizer
