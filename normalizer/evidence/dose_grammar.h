#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_GRAMMAR_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_GRAMMAR_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trialweave::normalizer {

enum class DoseCertainty {
  kExact,
  // Read by the rule that `rule` names, which undoes a known misprint.
  kInferred,
  // Several readings are possible: there is none.
  kAmbiguous,
};

// What a dose expression says.
struct DoseReading {
  // Equal for a single value.
  double low = 0;
  double high = 0;
};

// Dose is one dose expression of a text. "2×10^9、6×10^9 particles" are two doses, "2-6×10^9 particles" is one.
struct Dose {
  // As printed, with its span in the text, bytes.
  std::string literal;
  size_t offset = 0;
  size_t length = 0;
  std::optional<DoseReading> reading;
  // "particles", "cells", "cell equivalents", "ng", "µg", "mg", "µg protein", "mg protein", "µL", "mL",
  // "pmol", "pmol phospholipid", "IU"; empty where the text names none. Units are never converted.
  std::string unit;
  // "dose", "administration", "mL", "kg", "joint", "site", "day", "m2", "cm2", "vial", or a volume such as "3 mL"; else
  // empty.
  std::string per;
  DoseCertainty certainty = DoseCertainty::kExact;
  // Of kInferred and kAmbiguous: docs/evidence.md has them all.
  std::string rule;
};

// Millilitres or microlitres.
bool IsVolumeUnit(std::string_view unit);

// All dose expressions of a text in order, English and Chinese. Amounts with a unit that is no dose's ("mg/dL",
// "mL/min", "10^9/L") are none. Linear in the size of the text. A pure function.
std::vector<Dose> FindDoses(std::string_view text);

// Leaves out the volumes that only carry another dose: "in 10 µl PBS", "3 ml of a solution with 10^10 particles". A
// volume beside a concentration stays. The doses are of one sentence.
std::vector<Dose> WithoutDiluents(std::string_view text, std::vector<Dose> doses);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_GRAMMAR_H_
