#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_EV_ORIGIN_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_EV_ORIGIN_H_

#include <cstddef>

#include "normalizer/evidence/read_text.h"

namespace trialweave::normalizer {

// How far apart a product and the EVs that come from it stand at most, bytes.
inline constexpr size_t kOriginReach = 110;
// The same where the text tells how they are made.
inline constexpr size_t kPreparationReach = 240;

// What a product or source is to EVs, or to another product, by the words between them: they come from it, and it
// stands before them ("stem cell-derived exosomes"), or behind them ("exosomes of stem cells"); or the two are given
// together ("stem cells and their exosomes").
bool OriginBefore(const ReadText& read, const TermMatch& product, const TermMatch& ev);
bool OriginBehind(const ReadText& read, const TermMatch& ev, const TermMatch& product);
// The words between tell how the EVs are made of cells: "stem cells are cultured, exosomes are isolated by ...".
bool PreparedFrom(const ReadText& read, const TermMatch& cells, const TermMatch& ev);

// "Placenta derived", "干细胞来源": something comes from it.
bool SaysOrigin(const ReadText& read, const TermMatch& match);

enum class Joining {
  kNone,
  // "Stem cells and exosomes", which a comparison says of its two sides, too.
  kListed,
  // "Stem cells combined with exosomes"
  kTogether,
};
Joining JoiningOf(const ReadText& read, const TermMatch& a, const TermMatch& b);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_EV_ORIGIN_H_
