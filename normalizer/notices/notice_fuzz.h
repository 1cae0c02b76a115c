#ifndef TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_FUZZ_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_FUZZ_H_

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Any bytes: no crash, a notice with a name or a cause with a reason and an offset inside the document.
inline void FuzzNotice(ParseResult (*parse)(std::string_view, const ParseContext&), const uint8_t* data, size_t size,
                       const std::string& columns = "") {
  static const auto vocabulary = Vocabulary::Embedded();
  ParseContext context{vocabulary.get(), {}};
  context.limits.max_bytes = 1 << 20;
  context.columns = columns;
  const std::string_view content(reinterpret_cast<const char*>(data), size);
  const ParseResult result = parse(content, context);
  if (const auto* cause = std::get_if<v1::DeadLetterCause>(&result)) {
    if (cause->reason() == v1::DEAD_LETTER_REASON_UNSPECIFIED || cause->offset() > size) std::abort();
    return;
  }
  const auto& notice = std::get<v1::RegulatoryNotice>(result);
  if (notice.name().empty() || notice.authority().empty()) std::abort();
  for (const auto& provenance : notice.provenance()) {
    if (provenance.offset() + provenance.length() > size) std::abort();
  }
}

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_FUZZ_H_
