#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_GIVEN_ITEM_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_GIVEN_ITEM_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "normalizer/evidence/read_text.h"

namespace trialweave::normalizer {

// Where a record says something.
struct Support {
  const ReadText* read = nullptr;
  TermMatch match;
};

// What one intervention or arm, or the title, gives.
struct GivenItem {
  bool comparator = false;
  bool diagnostic = false;
  // The registry calls it a drug or biological.
  bool product_kind = false;
  // EV terms that say that EVs are given, or stand as a name.
  std::vector<Support> ev_names;
  std::vector<Support> ev_texts;
  // Other products by class: in names, in descriptions, and joined to an EV term.
  std::multimap<std::string, Support> products;
  std::multimap<std::string, Support> description_products;
  std::multimap<std::string, Support> joined_products;
  // Joined by no more than "and", which may list what is compared.
  std::multimap<std::string, Support> listed_products;
  // Other treatments that its texts name (category partner).
  std::set<std::string> partners;
  bool measured = false;
  bool named_given = false;
  // A drug or biological that is called EVs.
  bool ev_product = false;

  bool HasEv() const { return !ev_names.empty() || !ev_texts.empty(); }
};

// Adds what one of its texts mentions; `name`: the text is its name, or a title.
void TakeMentions(const ReadText& read, bool name, bool observational, GivenItem* item);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_GIVEN_ITEM_H_
