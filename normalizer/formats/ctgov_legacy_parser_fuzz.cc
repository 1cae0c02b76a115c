// Any bytes, as XML and as JSON: no crash, a record with an identifier or a cause with a reason and an offset inside
// the document.
#include <cstdint>
#include <cstdlib>

#include "common/packed_provenance.h"
#include "normalizer/formats/ctgov_legacy_parser.h"

namespace trialweave::normalizer {
namespace {

void Check(const ParseResult& result, size_t size) {
  if (const auto* cause = std::get_if<v1::DeadLetterCause>(&result)) {
    if (cause->reason() == v1::DEAD_LETTER_REASON_UNSPECIFIED || cause->offset() > size) std::abort();
    return;
  }
  const auto& registration = std::get<v1::Registration>(result);
  if (registration.registration_id().empty() || registration.registry().empty()) std::abort();
  for (const auto& provenance : common::ProvenanceOf(registration)) {
    if (provenance.offset() + provenance.length() > size) std::abort();
  }
}

}  // namespace
}  // namespace trialweave::normalizer

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace tw = trialweave::normalizer;
  static const auto vocabulary = tw::Vocabulary::Embedded();
  tw::ParseContext context{vocabulary.get(), {}};
  context.limits.max_bytes = 1 << 20;
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  tw::Check(tw::ParseCtgovLegacyXml(content, context), size);
  tw::Check(tw::ParseCtgovLegacyJson(content, context), size);
  return 0;
}
