#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_COMBINATION_WORDS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_COMBINATION_WORDS_H_

#include <optional>

#include "normalizer/evidence/read_text.h"

namespace trialweave::normalizer {

// The value of a partner that only the words around it name.
inline constexpr char kNamedPartner[] = "other_product";

// What the words of a title or name join EVs to, whatever it is: "ranibizumab plus exosomes", "exosomes together with
// rhEGF gel", "collagen patch carrying exosomes". Nothing where it is care, an operation or a placebo, which is no part
// of a product, or a term of the vocabulary, which has its own rules.
std::optional<TermMatch> PartnerByWords(const ReadText& read, const TermMatch& ev);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_COMBINATION_WORDS_H_
