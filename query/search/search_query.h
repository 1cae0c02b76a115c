#ifndef TRIALWEAVE_QUERY_SEARCH_SEARCH_QUERY_H_
#define TRIALWEAVE_QUERY_SEARCH_SEARCH_QUERY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "query/search/search_words.h"

namespace trialweave::query {

// SearchUnit is one thing that a query asks for.
struct SearchUnit {
  enum class Kind {
    // Words that stand side by side without quotes: each must occur, and terms of several words are known together.
    kWords,
    // In quotes: the words must stand as they are.
    kPhrase,
    // A word's beginning: "osteo*". One word.
    kPrefix,
    // A registry identifier in canonical spelling.
    kIdentifier,
  };
  Kind kind = Kind::kWords;
  // Where they stand in the query.
  std::vector<SearchWord> words;
  std::string identifier;
};

// SearchClause is a choice: one of its units must occur, or none of them may.
struct SearchClause {
  std::vector<SearchUnit> units;
  bool excluded = false;
};

// SearchQuery is a parsed query: all clauses hold. Empty: everything.
struct SearchQuery {
  std::vector<SearchClause> clauses;

  bool empty() const { return clauses.empty(); }
};

// Parses what people type; docs/search.md has the grammar. There is no wrong syntax: a quote that is not closed goes to
// the end, OR without a neighbour is a word. INVALID_ARGUMENT (SEARCH_QUERY_INVALID): more than 1,024 bytes or 64
// words.
absl::StatusOr<SearchQuery> ParseSearchQuery(absl::string_view text);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_SEARCH_QUERY_H_
