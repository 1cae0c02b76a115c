#ifndef TRIALWEAVE_NORMALIZER_VOCABULARY_VOCABULARY_DATA_H_
#define TRIALWEAVE_NORMALIZER_VOCABULARY_VOCABULARY_DATA_H_

#include <vector>

namespace trialweave::normalizer {

// A vocabulary file as it was at build time.
struct EmbeddedFile {
  // "status.tsv".
  const char* name;
  const char* content;
};

// All of them, by name. The definition is written by the build (embed.sh).
std::vector<EmbeddedFile> EmbeddedVocabulary();

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_VOCABULARY_VOCABULARY_DATA_H_
