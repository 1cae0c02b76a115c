#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_EUCTR_TEXT_SPLITTER_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_EUCTR_TEXT_SPLITTER_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "crawler/containers/document_emitter.h"
#include "crawler/containers/window.h"

namespace trialweave::crawler {

// EuctrTextSplitter cuts the EU Clinical Trials Register's download "full trial details" into its records, one per
// trial and country:
//
//   container = line* record*                     what stands before the first record is the file's own preamble
//   record    = "Summary" line, "EudraCT Number:..." line, any other line*
//
// A record ends where the next begins, so a line "Summary" inside a text begins none. Lines end with LF or CRLF.
// Memory: one record and one read.
class EuctrTextSplitter {
 public:
  EuctrTextSplitter(Window* window, DocumentEmitter* emitter) : window_(window), emitter_(emitter) {}

  // Only the sink's errors.
  absl::Status Run();

 private:
  // Moves position_ to the begin of the next record, or to the container's end: false then.
  bool FindRecord();
  // Whether a record begins at position_, which is the begin of a line.
  bool AtRecord();
  bool StartsWith(uint64_t offset, absl::string_view text);
  // Moves position_ behind the next line end; false at the container's end.
  bool SkipLine();

  Window* const window_;
  DocumentEmitter* const emitter_;
  std::optional<RecordSpan> span_;
  uint64_t position_ = 0;
};

// Whether `head`, the begin of a container, is such a download: it has a record's begin.
bool LooksLikeEuctrText(absl::string_view head);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_EUCTR_TEXT_SPLITTER_H_
