#ifndef TRIALWEAVE_COMMON_REGISTRY_ID_BODY_H_
#define TRIALWEAVE_COMMON_REGISTRY_ID_BODY_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "common/registry_id_grammar.h"

namespace trialweave::common::internal {

// What a rule's body template found.
struct RegistryIdBody {
  std::string value;
  size_t end = 0;
  bool letter_o = false;
  bool separators = false;
  bool blanks = false;
  bool lower_letters = false;

  // As the registry prints it.
  bool exact() const { return !letter_o && !separators && !blanks && !lower_letters; }
};

// Reads `rule`'s body at `pos` of folded text; false when it is not there. In a whole text (a field that holds
// nothing else) single blanks and hyphens may stand between digits.
bool ReadBody(std::string_view text, size_t pos, const Rule& rule, bool whole_text, RegistryIdBody* body);

// Position after the gap between a prefix and its number at `pos`: blanks, punctuation and at most three label
// words, as in "NCT Number: 03849118" and "DRKS-Nr. 00004353".
size_t SkipGap(std::string_view text, size_t pos);

// True for a lower-case word that labels an identifier: "number", "id".
bool IsLabelWord(std::string_view word);

}  // namespace trialweave::common::internal

#endif  // TRIALWEAVE_COMMON_REGISTRY_ID_BODY_H_
