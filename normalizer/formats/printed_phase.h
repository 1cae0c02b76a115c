#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_PHASE_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_PHASE_H_

#include <optional>
#include <string_view>
#include <vector>

#include "trialweave/v1/study.pb.h"

namespace trialweave::normalizer {

// The phases of spellings that no list can hold: "Phase IIa/IIb", "Ⅰ-Ⅱ期", "Phase II and Phase III (Integrated)".
// Absent when a word or number is left over, or a range skips a phase ("1-3"): nothing is guessed.
std::optional<std::vector<v1::Phase>> ReadPhases(std::string_view printed);

// EU CTR's and CTIS's four questions: "Therapeutic exploratory (Phase II): yes ...". Empty when all are answered
// with no; absent when the text is no such list.
std::optional<std::vector<v1::Phase>> ReadPhaseQuestions(std::string_view printed);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_PHASE_H_
