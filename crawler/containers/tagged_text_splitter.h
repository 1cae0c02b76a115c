#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_TAGGED_TEXT_SPLITTER_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_TAGGED_TEXT_SPLITTER_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "crawler/containers/document_emitter.h"
#include "crawler/containers/tagged_text.h"
#include "crawler/containers/window.h"

namespace trialweave::crawler {

// TaggedTextSplitter cuts a file of references (tagged_text.h has the lines that begin and end one) into a document for
// each:
//
//   container = line* (reference | between)*        lines before the first reference are the file's own preamble
//   RIS       = begin-line line* "ER  -"            what follows on that line is none of it
//   card      = begin-line line* "End of card"
//   rows      = begin-line line*                    up to a line that parts references, outside quoted values
//   others    = begin-line line*                    up to the next, without the empty lines before it
//
// A reference with an end mark that the next one interrupts, and lines between references that no database prints
// there, are each a document with a cause; the next reference is unharmed. Lines end with LF or CRLF. Memory: one
// reference and one read.
class TaggedTextSplitter {
 public:
  TaggedTextSplitter(Window* window, DocumentEmitter* emitter, TaggedText kind)
      : window_(window), emitter_(emitter), kind_(kind) {}

  // Only the sink's errors.
  absl::Status Run();

 private:
  // What is at hand: nothing, a reference, or lines that are none.
  enum class State { kBetween, kReference, kStray };

  bool Begins(absl::string_view head) const;
  bool Parts(absl::string_view head) const;
  // The beginning of the line at position_, at most kTagLineBytes; empty at the container's end.
  absl::string_view LineHead();
  // Moves position_ behind the line, and content_end_ behind what of it is not blank.
  void SkipLine();
  absl::Status TakeLine(absl::string_view head);
  absl::Status TakeEnd();
  // Ends what is at hand at content_end_.
  absl::Status Finish();
  void SetFormat();
  void Start(State state);

  Window* const window_;
  DocumentEmitter* const emitter_;
  const TaggedText kind_;
  std::optional<RecordSpan> span_;
  State state_ = State::kBetween;
  uint64_t position_ = 0;
  uint64_t content_end_ = 0;
  bool line_ended_ = true;
  // Inside a quoted value, where the kind has any.
  bool quoted_ = false;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_TAGGED_TEXT_SPLITTER_H_
