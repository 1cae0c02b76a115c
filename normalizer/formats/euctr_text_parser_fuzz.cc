// Any bytes: no crash, a record with an identifier or a cause with a reason and an offset inside the document.
#include <cstdint>
#include <cstdlib>

#include "common/packed_provenance.h"
#include "normalizer/formats/euctr_text_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace tw = trialweave;
  static const auto vocabulary = tw::normalizer::Vocabulary::Embedded();
  tw::normalizer::ParseContext context{vocabulary.get(), {}};
  context.limits.max_bytes = 1 << 20;
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  const tw::normalizer::ParseResult result = tw::normalizer::ParseEuctrText(content, context);
  if (const auto* cause = std::get_if<tw::v1::DeadLetterCause>(&result)) {
    if (cause->reason() == tw::v1::DEAD_LETTER_REASON_UNSPECIFIED || cause->offset() > size) std::abort();
    return 0;
  }
  const auto& registration = std::get<tw::v1::Registration>(result);
  if (registration.registration_id().empty() || registration.registry().empty()) std::abort();
  for (const auto& provenance : tw::common::ProvenanceOf(registration)) {
    if (provenance.offset() + provenance.length() > size) std::abort();
  }
  return 0;
}
