#ifndef TRIALWEAVE_NORMALIZER_VOCABULARY_TERM_TABLE_H_
#define TRIALWEAVE_NORMALIZER_VOCABULARY_TERM_TABLE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "normalizer/vocabulary/hashed_name.h"

namespace trialweave::normalizer {

// Term is one term of evidence_terms.tsv.
struct Term {
  HashedName category;
  std::string value;
  // As written in the file.
  std::string text;
  bool case_sensitive = false;
  // Counts only where the record has another term of its category without this flag.
  bool needs_context = false;
  bool exact = false;
};

// TermMatch is one term in a text, bytes of the text as it was.
struct TermMatch {
  const Term* term = nullptr;
  size_t offset = 0;
  size_t length = 0;

  size_t end() const { return offset + length; }
};

// TermTable finds the terms of a vocabulary in texts, by Hyperscan. Immutable, so threads may share it.
class TermTable {
 public:
  // Reads what evidence_terms.tsv describes. INVALID_ARGUMENT: a line that is not understood, by its number.
  static absl::StatusOr<std::shared_ptr<const TermTable>> Parse(std::string_view tsv);
  ~TermTable();

  // All terms of `text`, by offset. Of two terms of one category that overlap the longer one stays, then the earlier.
  std::vector<TermMatch> Find(std::string_view text) const;
  // Whether a text has one of the "scope" stems: the cheap look before Find.
  bool MayBeInScope(std::string_view text) const;
  // Whether a text may have a term of EVs or products that needs no context, which Find would show. Without one in any
  // of its texts, a record is of no product.
  bool MayNameProduct(std::string_view text) const;

  const std::vector<Term>& terms() const;

 private:
  TermTable();
  struct Impl;
  static absl::Status CompileProducts(Impl* impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_VOCABULARY_TERM_TABLE_H_
