#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_DOCUMENT_EMITTER_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_DOCUMENT_EMITTER_H_

#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "crawler/containers/split_types.h"
#include "crawler/containers/window.h"

namespace trialweave::crawler {

// DocumentEmitter numbers a container's documents and hands them to the sink. It remembers the first fault
// that concerns the container rather than one record. Not thread-safe.
class DocumentEmitter {
 public:
  // `fallback_source` is the source of what has no format of its own.
  DocumentEmitter(const SplitLimits& limits, const DocumentSink* sink, absl::string_view fallback_source = "")
      : limits_(limits), sink_(sink), fallback_source_(fallback_source), source_(fallback_source) {}

  // What the documents that follow are.
  void SetFormat(absl::string_view source, absl::string_view format, std::map<std::string, std::string> context = {});

  // One record up to `end`; LIMIT_EXCEEDED instead when it is too large or `too_deep`.
  absl::Status Record(const RecordSpan& span, uint64_t end, bool too_deep);
  // One record up to `end` of no known format: a dead letter, and the formats of others stay as they are.
  absl::Status Foreign(const RecordSpan& span, uint64_t end, const v1::DeadLetterCause& cause);
  // One record up to `end` whose form is at fault.
  absl::Status Faulty(const RecordSpan& span, uint64_t end, const v1::DeadLetterCause& cause);
  // Bytes up to `end` that are no record; splitting goes on after them.
  absl::Status Region(const RecordSpan& span, uint64_t end, const v1::DeadLetterCause& cause);
  // Everything from the span's begin to the container's end, as one document. When the container itself
  // failed (gzip, limits, disk), that is the cause instead of `cause`.
  absl::Status Rest(Window* window, RecordSpan* span, uint64_t position, v1::DeadLetterCause cause);

  uint64_t documents() const { return next_ordinal_; }
  uint64_t records() const { return records_; }
  // When there were no records at all, and foreign ones, the first of these is the fault.
  const std::optional<v1::DeadLetterCause>& fault() const {
    return fault_.has_value() || records_ > 0 ? fault_ : foreign_;
  }
  const std::string& source() const { return source_; }
  const std::string& format() const { return format_; }
  const SplitLimits& limits() const { return limits_; }

 private:
  absl::Status Emit(uint64_t offset, std::string content, const v1::DeadLetterCause* cause, bool fragment);

  const SplitLimits limits_;
  const DocumentSink* const sink_;
  const std::string fallback_source_;
  std::string source_;
  std::string format_;
  std::map<std::string, std::string> context_;
  uint64_t next_ordinal_ = 0;
  uint64_t records_ = 0;
  std::optional<v1::DeadLetterCause> fault_;
  std::optional<v1::DeadLetterCause> foreign_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_DOCUMENT_EMITTER_H_
