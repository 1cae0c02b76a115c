#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_MASKING_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_MASKING_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "normalizer/vocabulary/vocabulary.h"
#include "trialweave/v1/study.pb.h"

namespace trialweave::normalizer {

// What a text says of masking.
struct PrintedMasking {
  // Absent for a word that the vocabulary does not know.
  std::optional<v1::Masking> masking;
  // Who is masked, as printed.
  std::vector<std::string> roles;
};

// Reads a word of the vocabulary, one with the roles in brackets ("Double (Participant, Investigator)"), or the
// roles alone, which are counted then ("Participant and Investigator Blinded").
PrintedMasking ReadMasking(std::string_view text, std::string_view source, const Vocabulary& vocabulary);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_MASKING_H_
