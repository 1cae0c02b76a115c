#ifndef TRIALWEAVE_NORMALIZER_DOCUMENT_NORMALIZER_H_
#define TRIALWEAVE_NORMALIZER_DOCUMENT_NORMALIZER_H_

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "common/registry_aliases.h"
#include "normalizer/evidence/ev_extractor.h"
#include "normalizer/formats/parse_result.h"
#include "normalizer/vocabulary/vocabulary.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::normalizer {

// Version of the parsers together: grows whenever the same bytes would give other values.
inline constexpr int kParserVersion = 12;

// Largest record that is handed on, bytes: with its document it has to fit into one message.
inline constexpr size_t kMaxRecordBytes = 24 * 1024 * 1024;

using NormalizeResult = std::variant<v1::NormalizedRecord, v1::DeadLetterCause>;

// DocumentNormalizer is the pure function from a record document to a canonical record or the cause why there
// is none. Thread-safe.
class DocumentNormalizer {
 public:
  // `aliases` may be null: no identifier is obsolete then.
  DocumentNormalizer(std::shared_ptr<const Vocabulary> vocabulary, ParseLimits limits,
                     std::shared_ptr<const common::RegistryAliases> aliases = nullptr);

  // A document whose cause is set passes through. An exception inside a parser is DEAD_LETTER_REASON_INTERNAL.
  // `with_profile` adds which fields the document has.
  NormalizeResult Normalize(const v1::RecordDocument& document, bool with_profile = false) const;

  // "parser-1 vocabulary-0123456789ab", and " aliases-0123456789ab" where there is such a table.
  const std::string& derivation() const { return derivation_; }

 private:
  // `profile` may be null.
  ParseResult Parse(const v1::RecordDocument& document, v1::FieldProfile* profile) const;

  const std::shared_ptr<const Vocabulary> vocabulary_;
  const ParseLimits limits_;
  const std::shared_ptr<const common::RegistryAliases> aliases_;
  const EvExtractor extractor_;
  const std::string derivation_;
};

// Format ids that have a parser, sorted.
std::vector<std::string> KnownFormats();

// Source id of the records of a format; empty for an unknown one.
std::string SourceOfFormat(const std::string& format);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_DOCUMENT_NORMALIZER_H_
