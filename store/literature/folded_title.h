#ifndef TRIALWEAVE_STORE_LITERATURE_FOLDED_TITLE_H_
#define TRIALWEAVE_STORE_LITERATURE_FOLDED_TITLE_H_

#include <string>
#include <string_view>

namespace trialweave::store {

// What databases leave of a title: letters and digits in lower case, without markup, blanks and punctuation of
// ASCII, Latin-1, general and CJK punctuation. Full-width forms are ASCII; accents stay. Empty for a title without
// letters.
std::string FoldTitle(std::string_view title);

}  // namespace trialweave::store

#endif  // TRIALWEAVE_STORE_LITERATURE_FOLDED_TITLE_H_
