#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_TYPE_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_TYPE_H_

#include <string_view>

namespace trialweave::normalizer {

// Whether a line is one of PubMed's publication types that say what kind of evidence there is ("Journal Article",
// "Randomized Controlled Trial"; NLM, "Publication Characteristics (Publication Types)", 2024). Needed where a
// reference manager puts them among other notes.
bool IsPubmedType(std::string_view line);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_TYPE_H_
