#ifndef TRIALWEAVE_QUERY_SEARCH_SEARCH_PLAN_H_
#define TRIALWEAVE_QUERY_SEARCH_SEARCH_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "query/search/search_query.h"
#include "query/search/synonyms.h"

namespace trialweave::query {

// PlanNode is a condition on a trial's texts.
struct PlanNode {
  enum class Kind {
    // All children hold.
    kAll,
    // One child holds; the best one counts.
    kBest,
    // The words stand one behind the other, each in any of its forms.
    kSequence,
    // A word in exactly this form.
    kForm,
    // A word that begins so.
    kPrefix,
    // Words that hyphens join, written as one: "pdl1".
    kCompound,
    // A registry identifier, canonical.
    kIdentifier,
    // A term of a group of synonyms.
    kGroup,
  };
  Kind kind = Kind::kAll;
  std::vector<PlanNode> children;
  // Of kSequence.
  std::vector<SearchWord> words;
  // Of the kinds behind kSequence, but for kGroup.
  std::string text;
  // Of kGroup; the synonyms outlive the plan.
  const Synonyms* synonyms = nullptr;
  uint32_t group = 0;
  // What it counts for, beside the others of a kBest.
  double weight = 1;
};

// SearchPlan is what a query looks for: its words in all their forms, with the groups of their synonyms.
struct SearchPlan {
  std::vector<PlanNode> required;
  // Make a trial more relevant and are not required: "of", "treatment", "研究".
  std::vector<PlanNode> optional;
  std::vector<PlanNode> excluded;
};

// `exact`: neither other forms nor synonyms.
SearchPlan PlanSearch(const SearchQuery& query, const Synonyms& synonyms, bool exact);

// The same, with any of what `plan` requires enough.
SearchPlan AnyOf(const SearchPlan& plan);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_SEARCH_SEARCH_PLAN_H_
