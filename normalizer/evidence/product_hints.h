#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_HINTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_HINTS_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "normalizer/evidence/given_item.h"
#include "normalizer/evidence/review_kind.h"
#include "normalizer/evidence/study_kind.h"

namespace trialweave::normalizer {

// What a record's texts say of what is given, before anything is decided.
struct ProductHints {
  // Arms and interventions; the titles together.
  std::map<std::pair<TextRole, int>, GivenItem> items;
  GivenItem title;
  // A title compares; EVs are what it compares.
  bool comparison = false;
  bool compares_ev = false;
  bool mentions_ev = false;
  // Outcomes speak of EVs.
  bool outcome_ev = false;
  // An article's text says that EVs are administered.
  bool article_gives = false;
  // "No exosomes will be given."
  bool never_given = false;
  std::vector<Support> title_gives;
  // The title says that the studied product is EVs.
  bool title_is_sure = false;
  std::vector<Support> prose_gives;
  std::vector<Support> measured;
  // Products that the title calls a control, or sets EVs against.
  std::set<std::string> compared;
  // Partners of EVs that comparators get, too.
  std::set<std::string> background;
  std::multimap<std::string, Support> prose_products;
  std::multimap<std::string, Support> prose_joined;
  // What a studied product under a code is said to be.
  std::multimap<std::string, Support> defined_products;
};

ProductHints HintsOf(const std::vector<ReadText>& texts, const StudyKind& kind, ReviewKind review);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_PRODUCT_HINTS_H_
