#ifndef TRIALWEAVE_QUERY_SEARCH_SYNONYMS_H_
#define TRIALWEAVE_QUERY_SEARCH_SYNONYMS_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "query/search/search_words.h"

namespace trialweave::query {

// Synonyms are groups of terms that mean the same. Immutable; threads may share it.
class Synonyms {
 public:
  using Term = std::vector<SearchWord>;

  // `groups` is as synonyms.tsv has it, `vocabulary` as evidence_terms.tsv. A reference to an entry that the vocabulary
  // does not have is left out: synonyms_test holds the shipped files to having none.
  Synonyms(absl::string_view groups, absl::string_view vocabulary);
  // Of the files that this program was built with.
  static const Synonyms& Shipped();

  struct Match {
    // Words that the matched term has; 0 when there is none.
    size_t words = 0;
    // The other terms that its groups find, without those that hold a shorter one of them whole: it is found with the
    // shorter.
    std::vector<const Term*> others;
  };
  // The longest term of at most `limit` words with which `words` begins.
  Match Find(absl::Span<const SearchWord> words, size_t limit) const;

  // References that the vocabulary did not have.
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  // Each of `terms` finds `found`, too.
  void AddGroup(const std::vector<Term>& terms, std::vector<Term> found);

  // What a group finds.
  std::vector<std::vector<Term>> groups_;
  // Groups by the key of each term that finds them.
  absl::flat_hash_map<std::string, std::vector<size_t>> groups_of_;
  size_t longest_ = 0;
  std::vector<std::string> missing_;
};

// The form of an English word without its ending (Porter's second stemmer); other words as they are.
std::string StemOf(const SearchWord& word);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_SYNONYMS_H_
