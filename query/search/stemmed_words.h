#ifndef TRIALWEAVE_QUERY_SEARCH_STEMMED_WORDS_H_
#define TRIALWEAVE_QUERY_SEARCH_STEMMED_WORDS_H_

#include <string>
#include <vector>

#include "query/search/search_words.h"

namespace trialweave::query {

// The form of an English word without its ending (Porter's second stemmer); other words as they are.
std::string StemOf(const SearchWord& word);

// StemmedWords are the words of a text, or of a term, with their stems.
struct StemmedWords {
  StemmedWords() = default;
  explicit StemmedWords(std::vector<SearchWord> of);

  std::vector<SearchWord> words;
  // By word.
  std::vector<std::string> stems;
};

// Whether the words of `sequence` stand one behind the other in `text` from word `at` on, in any form; Chinese
// characters that are neighbours in the sequence are so in the text.
bool StandsAt(const StemmedWords& sequence, const StemmedWords& text, size_t at);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_STEMMED_WORDS_H_
