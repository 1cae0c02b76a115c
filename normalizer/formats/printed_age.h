#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_AGE_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_AGE_H_

#include <optional>
#include <string_view>

#include "normalizer/vocabulary/vocabulary.h"
#include "trialweave/v1/study.pb.h"

namespace trialweave::normalizer {

// An age limit as it was read.
struct PrintedAge {
  // Absent when the text says that there is no limit, or cannot be read with certainty.
  std::optional<v1::Age> age;
  // The limit itself is excluded: "< 80 years".
  bool exclusive = false;
  // The word that stands for the unit, where the vocabulary does not know it.
  std::string_view unknown_unit;
};

// Reads one number and its unit in the spellings of the registries: "18 Years", "18 Year(s)", "18years-old",
// ">= 20age old", "0.5 years", "45岁", "18岁(最小年龄)". A bare number has the unit `otherwise`, the one that the
// registry's form asks for; without it, it is not read. `text` is clean and outlives the result.
PrintedAge ReadAge(std::string_view text, std::string_view source, const Vocabulary& vocabulary, v1::AgeUnit otherwise);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_AGE_H_
