#ifndef TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_WORDS_H_
#define TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_WORDS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trialweave::store {

// The words of a text in the form in which registrations are compared, in the order of the text, repeats included:
//
//   - Without case, diacritics and width (Unicode's NFKC_Casefold, then without marks).
//   - Of letters: without the last s and vowel, c as it sounds, the first seven letters, so that "Karzinom",
//   "carcinoma"
//     and "cystoscopies" meet their other spellings.
//   - A number with its decimals. Of Han, kana and hangul every two neighbouring characters.
//   - Terms of other languages as the English ones (match_terms.tsv), so that registrations in two languages meet.
//   Words
//     that say nothing about a trial ("randomized", "Studie", "对照") left out.
std::vector<std::string> MatchWords(std::string_view text);

// A word, or any other value that is only compared for equality, by its hash (FNV-1a, 32 bits).
uint32_t TokenOf(std::string_view word);

// The words of a text as they stand, without case, diacritics and width: runs of letters, numbers with their decimals,
// runs of Han, kana and hangul.
std::vector<std::string> WholeWords(std::string_view text);

// Numbers and Roman numerals of a text, which tell siblings apart ("Trial 1", "Part II", "10 mg"); not those of
// COVID-19 and its virus.
std::vector<std::string> Numerals(std::string_view text);

// Stands for a title that is not told, such as ClinicalTrials.gov's "[Trial of device that is not approved or cleared
// by the U.S. FDA]": strangers share it.
bool IsPlaceholderTitle(std::string_view title);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LINKAGE_MATCH_MATCH_WORDS_H_
