#include "query/search/stemmed_words.h"

#include <utility>

#include "query/search/xapian_stem.h"

namespace trialweave::query {

std::string StemOf(const SearchWord& word) { return word.ideographic ? word.text : EnglishStem(word.text); }

StemmedWords::StemmedWords(std::vector<SearchWord> of) : words(std::move(of)) {
  stems.reserve(words.size());
  for (const SearchWord& word : words) stems.push_back(StemOf(word));
}

bool StandsAt(const StemmedWords& sequence, const StemmedWords& text, size_t at) {
  if (at + sequence.words.size() > text.words.size()) return false;
  for (size_t i = 0; i < sequence.words.size(); ++i) {
    if (text.stems[at + i] != sequence.stems[i]) return false;
    const bool pair =
        i > 0 && sequence.words[i].ideographic && sequence.words[i].joined && sequence.words[i - 1].ideographic;
    if (pair && !text.words[at + i].joined) return false;
  }
  return true;
}

}  // namespace trialweave::query
