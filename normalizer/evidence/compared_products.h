#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_COMPARED_PRODUCTS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_COMPARED_PRODUCTS_H_

#include <set>
#include <string>
#include <string_view>

#include "normalizer/evidence/read_text.h"

namespace trialweave::normalizer {

// A title that compares: it names what the product is compared with, too.
bool IsComparison(std::string_view title);

// A title that compares EVs with something else that stands beside them in it: "exosomes versus platelet-rich plasma",
// "comparison of exosomes, plasma and corticosteroid".
bool ComparesEv(const ReadText& title);

// The products that a title calls a control: "PRP-controlled", 富血小板血浆对照.
std::set<std::string> ControlsOf(const ReadText& title);

// "Exosomes compared with autologous ": whether the words before something set it against what they name.
bool SetsAgainst(std::string_view before);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_COMPARED_PRODUCTS_H_
