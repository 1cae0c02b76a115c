#include "normalizer/evidence/sentences.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace trialweave::normalizer {
namespace {

// Short words before a dot that end no sentence: "vs.", "i.e.", "approx.", "No.".
bool IsAbbreviation(std::string_view text, size_t dot) {
  size_t begin = dot;
  while (begin > 0 && (absl::ascii_isalpha(static_cast<unsigned char>(text[begin - 1])) || text[begin - 1] == '.'))
    --begin;
  std::string word(text.substr(begin, dot - begin));
  for (char& c : word) c = absl::ascii_tolower(c);
  for (std::string_view known : {"vs", "i.e", "e.g", "approx", "no", "al", "fig", "dr", "i.v", "i.a", "resp", "ca"}) {
    if (word == known) return true;
  }
  // An initial, not a unit: "50 L.", "0.22 µm.".
  if (word.size() != 1 || begin == 0) return word.size() == 1;
  const auto digit = [&](size_t at) { return absl::ascii_isdigit(static_cast<unsigned char>(text[at])); };
  const bool unit =
      text[begin - 1] == ' ' ? begin > 1 && digit(begin - 2) : digit(begin - 1) || (text[begin - 1] & 0x80) != 0;
  return !unit;
}

// Bytes of the mark that ends a sentence at `at`; 0 for none.
size_t EndMark(std::string_view text, size_t at) {
  const char c = text[at];
  const bool blank_follows = at + 1 >= text.size() || absl::ascii_isspace(static_cast<unsigned char>(text[at + 1]));
  if (c == ';') return 1;
  if ((c == '.' || c == '!' || c == '?') && blank_follows) return c == '.' && IsAbbreviation(text, at) ? 0 : 1;
  if (c == '\n') {
    size_t next = at + 1;
    while (next < text.size() && (text[next] == ' ' || text[next] == '\t' || text[next] == '\r')) ++next;
    if (next >= text.size() || text[next] == '\n' || text[next] == '*' || text[next] == '-' ||
        absl::ascii_isdigit(static_cast<unsigned char>(text[next])) || text.substr(next, 3) == "•") {
      return 1;
    }
    return 0;
  }
  for (std::string_view mark : {"。", "！", "？", "；"}) {
    if (text.substr(at, mark.size()) == mark) return mark.size();
  }
  return 0;
}

}  // namespace

std::vector<Sentence> Sentences(std::string_view text) {
  std::vector<Sentence> sentences;
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t mark = EndMark(text, at);
    at += std::max<size_t>(mark, 1);
    if (mark == 0) continue;
    sentences.push_back({begin, at});
    begin = at;
  }
  if (begin < text.size() || sentences.empty()) sentences.push_back({begin, text.size()});
  return sentences;
}

const Sentence& SentenceAt(const std::vector<Sentence>& sentences, size_t offset) {
  auto next = std::upper_bound(sentences.begin(), sentences.end(), offset,
                               [](size_t at, const Sentence& sentence) { return at < sentence.end; });
  return next == sentences.end() ? sentences.back() : *next;
}

}  // namespace trialweave::normalizer
