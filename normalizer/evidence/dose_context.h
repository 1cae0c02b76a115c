#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_CONTEXT_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_CONTEXT_H_

#include <string_view>
#include <utility>
#include <vector>

#include "normalizer/evidence/dose_grammar.h"

namespace trialweave::normalizer {

// What the words right before and behind an amount make of it. `dose` stands in `text`; all are pure functions.

// An amount of particles, cells or vesicles' phospholipid, which only a biological product has.
bool IsCount(const Dose& dose);
bool IsVolume(const Dose& dose);

// What is taken from somebody, made, put aside, or holds so much of something: "30 ml of blood", "收集尿液200 ml",
// "15 mL blood gives 3 mL PRP", "purity ... per μg".
bool IsOfPreparation(std::string_view text, const Dose& dose);

// "2.5 mL is injected", "每侧鼻孔滴入0.5 ml,每周3次": said right beside it, and no name of what is given behind it.
bool SaysGiven(std::string_view text, const Dose& dose);

// The product by what it is: "10 mg of powder", "3 ml lysate", "one capsule of 250 mg", "a 2 mL injection".
bool IsOfForm(std::string_view text, const Dose& dose);

// A limit that a batch must keep: "≥ 2E10 particles/mL".
bool IsLimit(std::string_view text, const Dose& dose);

// Of a vial, of the batch, of a part of the dose, or what it is compared with: "each vial contains 20 mg", "NTA mean
// ...", "每点0.05 ml", "1 mg corresponds to 2E9 particles".
bool IsOfPart(std::string_view text, const Dose& dose);

// Where paragraphs headed "Background", "Rationale", "研究背景" and the like stand, in order: begin and end, bytes.
// Another heading ends one.
std::vector<std::pair<size_t, size_t>> Backgrounds(std::string_view text);

// Of a drug whose name ends in a stem of international nonproprietary names (WHO, "The use of stems in the selection of
// international nonproprietary names (INN) for pharmaceutical substances", 2018): "entecavir 0.5 mg".
bool IsOfNamedDrug(std::string_view text, const Dose& dose);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_CONTEXT_H_
