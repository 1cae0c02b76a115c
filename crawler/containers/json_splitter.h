#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_JSON_SPLITTER_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_JSON_SPLITTER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "crawler/containers/document_emitter.h"
#include "crawler/containers/json_dialects.h"
#include "crawler/containers/window.h"

namespace trialweave::crawler {

// JsonSplitter cuts records out of JSON by structure alone (RFC 8259: brackets, strings, escapes):
//
//   container = (array | page | record)*         roots may follow one another, as in NDJSON
//   array     = [ element, ... ]                 each element is a document
//   page      = { "studies": array, "nextPageToken": string, "totalCount": number, ... }   of ClinicalTrials.gov, or
//               what json_dialects.h knows beside it
//   record    = any other object: a document as a whole
//
// Each record's keys, all of its top level, tell its own dialect (json_dialects.h), so that one file may hold several
// kinds. An element that is of none is a document with a cause, and the next is unharmed. What is inside a record is
// the normalizer's to judge. When the structure itself breaks or ends, the rest of the container is one document
// with a cause. Memory: one element and one read, whatever the container.
class JsonSplitter {
 public:
  JsonSplitter(Window* window, DocumentEmitter* emitter) : window_(window), emitter_(emitter) {}

  // Only the sink's errors.
  absl::Status Run();

  // Of the last page.
  const std::string& next_page_token() const { return next_page_token_; }
  const std::optional<uint64_t>& total_count() const { return total_count_; }

 private:
  enum class Scan { kComplete, kTruncated, kMismatched };

  // Scans the value at position_, which a span must hold; position_ is behind it afterwards. keys_ has the
  // top-level keys of an object then.
  Scan ScanValue();
  // Appends the string as it stands, but no more than kMaxDialectKeyBytes of it, to `token`.
  Scan ScanString(std::string* token = nullptr);
  Scan ScanTopLevelKey();
  Scan ScanScalar();
  Scan ScanNested();
  bool CloseBracket(char c);
  // Moves over blanks (and commas); false at the container's end.
  bool SkipBlanks(bool commas);
  // Makes the byte at position_ available.
  bool More();
  void StartSpan() { span_.emplace(window_, emitter_->limits(), position_); }

  // Each returns false when the rest of the container has been dealt with.
  bool SplitRoot();
  bool SplitArray();
  bool SplitPage();
  bool SplitMember();
  // An element of an array or page, or a root.
  bool EmitElement(bool root);
  // One of no dialect.
  bool EmitForeign(bool root);
  bool Rest(v1::DeadLetterReason reason, absl::string_view message);
  bool IsPage();
  void SetDialect(const JsonDialect& dialect) { emitter_->SetFormat(dialect.source, dialect.format); }
  void TakeMember(absl::string_view key, absl::string_view value);

  Window* const window_;
  DocumentEmitter* const emitter_;
  absl::Status status_;
  uint64_t position_ = 0;
  std::optional<RecordSpan> span_;
  // Open brackets of the value in hand down to the depth limit; below it only their number.
  std::string brackets_;
  uint64_t deeper_ = 0;
  bool too_deep_ = false;
  // The next string is a key of the value in hand.
  bool key_next_ = false;
  DialectKeys keys_;
  // In a page, which says itself what its elements are; else nullptr.
  const JsonPage* page_ = nullptr;
  bool any_page_ = false;
  std::string next_page_token_;
  std::optional<uint64_t> total_count_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_JSON_SPLITTER_H_
