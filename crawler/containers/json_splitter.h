#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_JSON_SPLITTER_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_JSON_SPLITTER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "crawler/containers/document_emitter.h"
#include "crawler/containers/window.h"

namespace trialweave::crawler {

// JsonSplitter cuts studies out of JSON by structure alone (RFC 8259: brackets, strings, escapes):
//
//   container = (array | page | study)*          roots may follow one another, as in NDJSON
//   array     = [ element, ... ]                 each element is a document
//   page      = { "studies": array, "nextPageToken": string, "totalCount": number, ... }
//   study     = any other object: a document as a whole
//
// What is inside an element is the normalizer's to judge. When the structure itself breaks or ends, the rest
// of the container is one document with a cause. Memory: one element and one read, whatever the container.
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

  // Scans the value at position_, which a span must hold; position_ is behind it afterwards.
  Scan ScanValue();
  Scan ScanString();
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
  bool EmitElement();
  bool Rest(v1::DeadLetterReason reason, absl::string_view message);
  bool IsPage();
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
  std::string next_page_token_;
  std::optional<uint64_t> total_count_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_JSON_SPLITTER_H_
