#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_EV_CONTEXT_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_EV_CONTEXT_H_

#include <cstddef>

#include "normalizer/evidence/read_text.h"

namespace trialweave::normalizer {

// How far apart two terms may stand and still belong together, bytes.
inline constexpr size_t kMeasuredSourceReach = 30;

// Bytes between two terms.
size_t Distance(const TermMatch& a, const TermMatch& b);

// What the words around an EV term say of it, in its sentence.

// The patient's own plasma or serum is what EVs are given from, not what they are measured in.
bool IsOwn(const ReadText& read, const TermMatch& ev);

// "A solution without exosomes" gives none.
bool IsDenied(const ReadText& read, const TermMatch& ev);

// "Exosome-rich platelet rich plasma" and "vesicle-rich plasma" are plasma.
bool Enriches(const ReadText& read, const TermMatch& ev);

// "Cells expanded in EV-enriched medium": what cells grow in is not given.
bool IsOfMedium(const ReadText& read, const TermMatch& ev);

// "Dendritic cells pulsed with exosomes", "外泌体致敏的树突状细胞": what cells are loaded with is a part of theirs.
bool LoadsCells(const ReadText& read, const TermMatch& ev);

// "Do injections change synovial exosomes?": what is administered does something to the EVs.
bool ActsOn(const ReadText& read, const TermMatch& cue, const TermMatch& ev);

// "Washed cells to reduce extracellular vesicles": what is changed is not given.
bool IsActedOn(const ReadText& read, const TermMatch& ev);

// "Cells are thought to work by exosomes", "exosomes released into the joint": what cells do, or how, is not given.
bool IsMeans(const ReadText& read, const TermMatch& ev);

// "Synovial fluid vesicles", "serum-derived exosomes": named after the fluid that they are in.
bool IsOfFluid(const ReadText& read, const TermMatch& ev);

// "Exosomes from inflamed synoviocytes aggravate osteoarthritis": what does harm is not given. Those of stem cells,
// platelets and birth tissue heal, unless they are said to be senescent or ill.
bool DoesHarm(const ReadText& read, const TermMatch& ev);

// "Plasma vesicles of the young improve healing".
bool DoesGood(const ReadText& read, const TermMatch& ev);

// "EV-DNA", "exosomal RNA": what is in EVs is looked at.
bool IsOfContent(const ReadText& read, const TermMatch& ev);

// "Effect of plasma exosomes on wounds" gives them, "effect of exercise on plasma exosomes" does not.
bool IsTested(const ReadText& read, const TermMatch& ev);

// "Exosomes in the serum", "populations of synovial fluid": no more than that parts the two.
bool IsInFluid(const ReadText& read, const TermMatch& ev);

// Behind the EVs something says that they are given.
bool IsGivenBehind(const ReadText& read, const TermMatch& ev);

// "Blood is drawn and exosomes are isolated", and nothing says that they are given.
bool IsSampled(const ReadText& read, const TermMatch& ev);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_EV_CONTEXT_H_
