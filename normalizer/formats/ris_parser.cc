#include "normalizer/formats/ris_parser.h"

#include "normalizer/formats/ris_record.h"
#include "normalizer/formats/tagged_reference.h"

namespace trialweave::normalizer {

ParseResult ParseRis(std::string_view content, const ParseContext& context) {
  TaggedReference reference;
  if (auto cause = reference.Read(content, context.limits, TagStyle::kRis)) return *cause;
  return ReadRisReference(reference, context);
}

}  // namespace trialweave::normalizer
