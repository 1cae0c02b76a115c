#include "query/search/xapian_stem.h"

#include "xapian.h"

namespace trialweave::query {

std::string EnglishStem(const std::string& word) {
  // A stemmer has a buffer of its own.
  static thread_local const Xapian::Stem stem("english");
  return stem(word);
}

}  // namespace trialweave::query
