#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_SENTENCES_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_SENTENCES_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace trialweave::normalizer {

// Sentence is a stretch of a text, bytes.
struct Sentence {
  size_t begin = 0;
  size_t end = 0;

  bool Has(size_t offset) const { return begin <= offset && offset < end; }
};

// The sentences of a text, English and Chinese: ended by . ! ? before a blank, by 。！？；;, by a blank line, or by a
// line that a bullet follows. "vs.", "i.e." and initials do not end one. Together they are the whole text.
std::vector<Sentence> Sentences(std::string_view text);

// The one of `sentences` that holds `offset`.
const Sentence& SentenceAt(const std::vector<Sentence>& sentences, size_t offset);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_SENTENCES_H_
