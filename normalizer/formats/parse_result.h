#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PARSE_RESULT_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PARSE_RESULT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "common/registry_aliases.h"
#include "normalizer/vocabulary/vocabulary.h"
#include "trialweave/v1/literature.pb.h"
#include "trialweave/v1/pipeline.pb.h"
#include "trialweave/v1/registration.pb.h"

namespace trialweave::normalizer {

// What a parser of untrusted bytes may spend on one document.
struct ParseLimits {
  size_t max_bytes = 16 * 1024 * 1024;
  // Elements inside elements, objects and arrays inside one another.
  int max_depth = 200;
  // Elements (XML), members and items (JSON), tags (HTML).
  size_t max_elements = 500'000;
};

// What a parser needs beside the bytes. `vocabulary` outlives the call.
struct ParseContext {
  const Vocabulary* vocabulary;
  ParseLimits limits;
  // As the container declared it; UTF-8 and US-ASCII are the same here.
  std::string encoding = "UTF-8";
  // Of a table: its header row as it stood (empty where the format has none), and what parts its fields.
  std::string columns;
  char delimiter = ',';
  // Which identifiers are obsolete; null where nobody says. Outlives the call.
  const common::RegistryAliases* aliases = nullptr;
};

// One document is a record, or it is none and the cause says why. A parser is a pure function of the bytes and
// the context; it never throws and never crashes.
using ParseResult = std::variant<v1::Registration, v1::DeadLetterCause, v1::Publication, v1::RegulatoryNotice>;

inline v1::DeadLetterCause MakeCause(v1::DeadLetterReason reason, std::string message, uint64_t offset = 0) {
  v1::DeadLetterCause cause;
  cause.set_reason(reason);
  cause.set_message(std::move(message));
  cause.set_offset(offset);
  return cause;
}

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PARSE_RESULT_H_
