#ifndef TRIALWEAVE_TESTS_ORIGIN_SEARCH_EXPRESSION_H_
#define TRIALWEAVE_TESTS_ORIGIN_SEARCH_EXPRESSION_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/origin/study_corpus.h"

namespace trialweave::tests {

// SearchExpression is the part of ClinicalTrials.gov's Essie expressions that a crawler needs
// (https://clinicaltrials.gov/find-studies/constructing-complex-search-queries): words and quoted phrases,
// AND, OR, NOT, parentheses, and AREA[LastUpdatePostDate]RANGE[from, to] with MIN and MAX.
// A word matches anywhere in the study's bytes, whatever its case; the real search also knows synonyms.
class SearchExpression {
 public:
  virtual ~SearchExpression() = default;
  virtual bool Matches(const OriginStudy& study) const = 0;

  // An empty text matches every study. INVALID_ARGUMENT: unbalanced, an unknown area or a malformed range.
  static absl::StatusOr<std::unique_ptr<SearchExpression>> Parse(absl::string_view text);
};

}  // namespace trialweave::tests

#endif  // TRIALWEAVE_TESTS_ORIGIN_SEARCH_EXPRESSION_H_
