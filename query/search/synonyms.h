#ifndef TRIALWEAVE_QUERY_SEARCH_SYNONYMS_H_
#define TRIALWEAVE_QUERY_SEARCH_SYNONYMS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "query/search/stemmed_words.h"

namespace trialweave::query {

// Synonyms are groups of terms that mean the same. A text has a group where it has one of its terms, so that a search
// for a term, which finds its groups, needs not look for each of their terms. Immutable; threads may share it.
class Synonyms {
 public:
  // `groups` is as synonyms.tsv has it, `vocabulary` as evidence_terms.tsv. A reference to an entry that the vocabulary
  // does not have is left out: synonyms_test holds the shipped files to having none.
  Synonyms(absl::string_view groups, absl::string_view vocabulary);
  // Of the files that this program was built with.
  static const Synonyms& Shipped();

  struct Match {
    // Words that the matched term has; 0 when there is none.
    size_t words = 0;
    // The groups that the term finds.
    std::vector<uint32_t> groups;
  };
  // The longest term of at most `limit` words with which `words` begins.
  Match Find(absl::Span<const SearchWord> words, size_t limit) const;

  // Calls visit(group, length) for each term of a group that stands in `text` from word `at` on; a group comes as often
  // as it has such terms.
  template <typename Visit>
  void VisitAt(const StemmedWords& text, size_t at, Visit visit) const {
    const auto begins = terms_by_first_.find(text.stems[at]);
    if (begins == terms_by_first_.end()) return;
    for (const uint32_t number : begins->second) {
      const Term& term = terms_[number];
      if (!StandsAt(term.words, text, at)) continue;
      for (const uint32_t group : term.groups) visit(group, term.words.words.size());
    }
  }
  // Whether a term has the word, in any form.
  bool Knows(const SearchWord& word) const { return words_.contains(StemOf(word)); }

  // Other for other groups, or another vocabulary.
  const std::string& version() const { return version_; }
  // References that the vocabulary did not have.
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  struct Term {
    StemmedWords words;
    // Those that have it, ascending.
    std::vector<uint32_t> groups;
  };
  using Terms = std::vector<StemmedWords>;

  static Terms ReadTerms(absl::string_view line);
  static absl::flat_hash_map<std::string, Terms> ReadVocabulary(absl::string_view vocabulary);
  // Each of `terms` finds the group that `found` makes.
  void AddGroup(const Terms& terms, const Terms& found);
  // The group of these terms; an equal one is the same.
  uint32_t GroupOf(const Terms& found);

  // What stands in texts.
  std::vector<Term> terms_;
  absl::flat_hash_map<std::string, uint32_t> number_of_;
  absl::flat_hash_map<std::string, std::vector<uint32_t>> terms_by_first_;
  absl::flat_hash_map<std::string, uint32_t> group_of_terms_;
  // Groups by the key of each term that finds them.
  absl::flat_hash_map<std::string, std::vector<uint32_t>> found_by_;
  absl::flat_hash_set<std::string> words_;
  size_t longest_ = 0;
  std::string version_;
  std::vector<std::string> missing_;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_SYNONYMS_H_
