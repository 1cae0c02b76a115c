#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_JSON_DIALECTS_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_JSON_DIALECTS_H_

#include <bitset>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace trialweave::crawler {

// A kind of record object: known by one key of its top level, or by two that must both be there.
struct JsonDialect {
  absl::string_view source;
  absl::string_view format;
  absl::string_view key;
  absl::string_view other_key;  // empty: `key` alone says it
};

// An answer of an API: an object that has an array of records and a key that says whose it is.
struct JsonPage {
  JsonDialect dialect;  // of the records; its keys are not looked at
  absl::string_view list;
  absl::string_view other_key;  // empty: `list` alone says it
};

// The page that these top-level keys make; nullptr when they make none.
const JsonPage* PageOf(const std::vector<std::string>& keys);

// What an API page or a web download of ClinicalTrials.gov is, whatever is in it.
const JsonDialect& StudyDialect();

// Longest key that can tell a dialect; longer ones need not be handed to DialectKeys whole.
inline constexpr size_t kMaxDialectKeyBytes = 64;

// DialectKeys tells an object's dialect from its top-level keys, in whatever order they come. Its size does not
// depend on their number. Not thread-safe.
class DialectKeys {
 public:
  static constexpr size_t kMaxDialects = 32;

  void Clear();
  // `key` is decoded.
  void Add(absl::string_view key);
  // nullptr when the keys so far tell none. Of several dialects, the first in the table.
  const JsonDialect* Match() const;
  // The first few keys that are plain ASCII names, for people: "id, title".
  const std::string& named() const { return named_; }

 private:
  std::bitset<kMaxDialects> keys_;
  std::bitset<kMaxDialects> other_keys_;
  std::string named_;
};

// Whether `text` has a quoted key of a dialect anywhere.
bool MentionsDialect(absl::string_view text);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_JSON_DIALECTS_H_
