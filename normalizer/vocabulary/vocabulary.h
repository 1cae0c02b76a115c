#ifndef TRIALWEAVE_NORMALIZER_VOCABULARY_VOCABULARY_H_
#define TRIALWEAVE_NORMALIZER_VOCABULARY_VOCABULARY_H_

#include <bitset>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "normalizer/vocabulary/term_table.h"
#include "trialweave/v1/study.pb.h"

namespace trialweave::normalizer {

// Vocabulary maps the words of the registries to canonical values. It is data: the *.tsv files beside this
// header, compiled in, or those of a folder. Immutable, so threads may share it.
//
// Words are compared without case, with blanks collapsed and full-width ASCII folded.
class Vocabulary {
 public:
  // The files that are compiled in.
  static std::shared_ptr<const Vocabulary> Embedded();
  // Those of `dir`; a file that is missing there keeps its compiled-in content. INVALID_ARGUMENT
  // (VOCABULARY_INVALID): a line that is not understood. NOT_FOUND (VOCABULARY_NOT_FOUND): no such folder.
  static absl::StatusOr<std::shared_ptr<const Vocabulary>> Load(const std::string& dir);

  // Each is absent for a word that the vocabulary does not know. `source` is the record's source id.
  std::optional<v1::RecruitmentStatus> Status(std::string_view source, std::string_view printed) const;
  std::optional<v1::StudyType> StudyType(std::string_view source, std::string_view printed) const;
  std::optional<std::vector<v1::Phase>> Phases(std::string_view source, std::string_view printed) const;
  std::optional<v1::Sex> Sex(std::string_view source, std::string_view printed) const;
  std::optional<v1::Allocation> Allocation(std::string_view source, std::string_view printed) const;
  std::optional<v1::Masking> Masking(std::string_view source, std::string_view printed) const;
  std::optional<v1::AgeUnit> AgeUnit(std::string_view source, std::string_view printed) const;
  // ISO 3166-1 alpha-2.
  std::optional<std::string> Country(std::string_view printed) const;
  // True for a spelling of "nothing"; `field` is "age", "id" or any other name.
  bool IsNull(std::string_view field, std::string_view printed) const;

  // The terms that EV facts are read from: evidence_terms.tsv.
  const std::shared_ptr<const TermTable>& evidence_terms() const { return evidence_terms_; }

  // Changes with every change of the data: 12 hexadecimal digits of its SHA-256.
  const std::string& version() const { return version_; }

 private:
  using WordMap = std::unordered_map<std::string, std::string>;

  // nullptr where the word is unknown; `file` is one that maps words to canonical values.
  const std::string* Look(const std::string& file, std::string_view source, std::string_view printed) const;
  absl::Status Add(const std::string& file, const std::string& content);
  void AddNull(const std::string& field, const std::string& folded);
  // False only where no spelling of nothing begins so.
  bool MayBeNull(std::string_view printed) const;

  // By file, then by source and folded word.
  std::unordered_map<std::string, WordMap> words_;
  std::unordered_map<std::string, std::string> countries_;
  std::unordered_set<std::string> nulls_;
  // The first two bytes of texts that may be spellings of nothing (the second 0 for none): most texts are told by
  // theirs.
  std::bitset<256 * 256> null_leads_;
  std::shared_ptr<const TermTable> evidence_terms_;
  std::string version_;
};

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_VOCABULARY_VOCABULARY_H_
