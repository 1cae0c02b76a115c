#ifndef TRIALWEAVE_QUERY_FOLDED_TEXT_H_
#define TRIALWEAVE_QUERY_FOLDED_TEXT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace trialweave::query {

// `text` in the form in which texts are compared: words in folded case (Unicode's default case folding,
// full-width forms as ASCII), each preceded by one blank, everything that is no letter or digit dropped. A run
// of Chinese characters or Kana is one word: FoldText("MSC-外泌体, Knee") is " msc 外泌体 knee".
// Bytes that are no UTF-8 count as separators.
std::string FoldText(absl::string_view text);

// The keys under which a folded text is indexed: its words, a Chinese run character by character.
std::vector<std::string> IndexWords(absl::string_view folded);

// TextPattern matches texts in which every word of the pattern begins a word, in any order; a run of Chinese
// characters matches anywhere in a run, since such texts do not separate words. Immutable.
class TextPattern {
 public:
  TextPattern() = default;
  explicit TextPattern(absl::string_view text);

  // `folded` is as FoldText makes it. A pattern without words matches nothing.
  bool MatchesFolded(absl::string_view folded) const;
  bool Matches(absl::string_view text) const { return MatchesFolded(FoldText(text)); }
  bool empty() const { return needles_.empty(); }
  // The whole pattern, folded.
  const std::string& folded() const { return folded_; }

 private:
  std::string folded_;
  // " word" for a word, "外泌体" for a run.
  std::vector<std::string> needles_;
};

// Whether the first character of an index word or needle is Chinese or Kana.
bool StartsIdeographic(absl::string_view text);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FOLDED_TEXT_H_
