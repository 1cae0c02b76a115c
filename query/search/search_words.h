#ifndef TRIALWEAVE_QUERY_SEARCH_SEARCH_WORDS_H_
#define TRIALWEAVE_QUERY_SEARCH_SEARCH_WORDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace trialweave::query {

// SearchWord is a word of a text as the text index knows it; of Chinese and Kana every character is one.
struct SearchWord {
  // Case folded, without diacritics, full-width forms and superscripts as ASCII, traditional Chinese as simplified.
  std::string text;
  // Where it stands in the text, in bytes.
  uint32_t offset = 0;
  uint32_t length = 0;
  bool ideographic = false;
  // Stands directly behind the word before it: the next character of a Chinese run, or what follows a single hyphen,
  // as in "MSC-EV".
  bool joined = false;
};

// The words of `text`, in order. Bytes that are no UTF-8 part words. Words are cut at 64 bytes, as the index could not
// hold them whole.
std::vector<SearchWord> SearchWords(absl::string_view text);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_SEARCH_WORDS_H_
