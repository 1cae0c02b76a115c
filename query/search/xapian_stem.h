#ifndef TRIALWEAVE_QUERY_SEARCH_XAPIAN_STEM_H_
#define TRIALWEAVE_QUERY_SEARCH_XAPIAN_STEM_H_

#include <string>

namespace trialweave::query {

// `word` without its English ending: Porter's second stemmer, as Snowball defines it.
std::string EnglishStem(const std::string& word);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_XAPIAN_STEM_H_
