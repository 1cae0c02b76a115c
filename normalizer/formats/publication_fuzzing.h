#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_FUZZING_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_FUZZING_H_

#include <cstdint>
#include <cstdlib>

#include "common/packed_provenance.h"
#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// What every parser of publications owes to any bytes: a record with a key and places inside the document (a
// registration among them, where a database lists those), or a cause with a reason and such a place. Aborts otherwise.
inline void CheckPublicationParser(ParseResult (*parse)(std::string_view, const ParseContext&), const uint8_t* data,
                                   size_t size, const ParseContext* like = nullptr) {
  static const auto vocabulary = Vocabulary::Embedded();
  ParseContext context = like == nullptr ? ParseContext{vocabulary.get(), {}} : *like;
  context.vocabulary = vocabulary.get();
  context.limits.max_bytes = 1 << 20;
  const ParseResult result = parse(std::string_view(reinterpret_cast<const char*>(data), size), context);
  if (const auto* cause = std::get_if<v1::DeadLetterCause>(&result)) {
    if (cause->reason() == v1::DEAD_LETTER_REASON_UNSPECIFIED || cause->offset() > size) std::abort();
    return;
  }
  const auto* publication = std::get_if<v1::Publication>(&result);
  const auto* registration = std::get_if<v1::Registration>(&result);
  if (publication == nullptr && (registration == nullptr || registration->registration_id().empty())) std::abort();
  if (publication != nullptr && publication->name().empty()) std::abort();
  for (const auto& provenance :
       publication != nullptr ? publication->provenance() : common::ProvenanceOf(*registration)) {
    if (provenance.offset() + provenance.length() > size) std::abort();
  }
}

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_FUZZING_H_
