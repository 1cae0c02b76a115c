#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_UNIT_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_UNIT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "normalizer/evidence/dose_tokens.h"

namespace trialweave::normalizer {

enum class DoseUnitKind { kNone, kCount, kMass, kVolume, kAmount };

// A unit with what it is per, read behind an amount.
struct DoseUnit {
  DoseUnitKind kind = DoseUnitKind::kNone;
  // Dose::unit and Dose::per.
  std::string unit;
  std::string per;
  // A known misprint of the unit.
  std::string rule;
  // Index of the token behind it.
  size_t next = 0;
};

// The unit at `at`. `large`: the amount before it is one that only particles and cells come in, so that a few words may
// stand between ("2×10^10 MSC-EV particles"). nullopt: no unit, or one that is no dose's.
std::optional<DoseUnit> ReadDoseUnit(const std::vector<DoseToken>& tokens, size_t at, bool large);

// Whether a count of particles or cells may begin at `at`: tells a flattened exponent from a number.
bool CountUnitFollows(const std::vector<DoseToken>& tokens, size_t at);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_UNIT_H_
