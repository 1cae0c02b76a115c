#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_COMBINATION_WORDS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_COMBINATION_WORDS_H_

#include <optional>

#include "normalizer/evidence/read_text.h"

namespace trialweave::normalizer {

// The value of a partner that only the words around it name.
inline constexpr char kNamedPartner[] = "other_product";

// What the words of a title or name join EVs to, whatever it is: "ranibizumab plus exosomes", "exosomes together with
// rhEGF gel", "collagen patch carrying exosomes". Nothing where that is care, an operation, a placebo, a condition, a
// route, people or a place, none of which is part of a product; and nothing where it is a product or partner of the
// vocabulary, which have rules of their own.
std::optional<TermMatch> PartnerByWords(const ReadText& read, const TermMatch& ev);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_COMBINATION_WORDS_H_
