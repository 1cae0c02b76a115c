#include "crawler/containers/document_emitter.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "crawler/containers/container_error.h"

namespace trialweave::crawler {

void DocumentEmitter::SetFormat(absl::string_view source, absl::string_view format,
                                std::map<std::string, std::string> context) {
  source_ = std::string(source);
  format_ = std::string(format);
  context_ = std::move(context);
}

absl::Status DocumentEmitter::Emit(uint64_t offset, std::string content, const v1::DeadLetterCause* cause,
                                   bool fragment) {
  v1::RecordDocument document;
  document.set_source(source_);
  document.set_format(format_);
  document.set_container_ordinal(next_ordinal_++);
  document.set_container_offset(offset);
  for (const auto& [key, value] : context_) (*document.mutable_context())[key] = value;
  document.set_content(std::move(content));
  if (cause != nullptr) {
    *document.mutable_cause() = *cause;
    document.set_fragment(fragment);
  } else {
    ++records_;
  }
  return (*sink_)(std::move(document));
}

absl::Status DocumentEmitter::Record(const RecordSpan& span, uint64_t end, bool too_deep) {
  const uint64_t size = end - span.begin();
  if (!span.TooLarge(end) && !too_deep) return Emit(span.begin(), span.Take(end, size), nullptr, false);
  const std::string message =
      too_deep ? absl::StrCat("record is nested deeper than ", limits_.max_depth)
               : absl::StrCat("record has ", size, " bytes, at most ", limits_.max_document_bytes, " are allowed");
  const v1::DeadLetterCause cause = MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, message, span.begin());
  return Emit(span.begin(), span.Take(end, limits_.kept_bytes), &cause, false);
}

absl::Status DocumentEmitter::Foreign(const RecordSpan& span, uint64_t end, const v1::DeadLetterCause& cause) {
  if (!foreign_.has_value()) foreign_ = cause;
  v1::RecordDocument document;
  document.set_source(fallback_source_);
  document.set_container_ordinal(next_ordinal_++);
  document.set_container_offset(span.begin());
  document.set_content(span.Take(end, limits_.kept_bytes));
  *document.mutable_cause() = cause;
  return (*sink_)(std::move(document));
}

absl::Status DocumentEmitter::Faulty(const RecordSpan& span, uint64_t end, const v1::DeadLetterCause& cause) {
  return Emit(span.begin(), span.Take(end, limits_.kept_bytes), &cause, false);
}

absl::Status DocumentEmitter::Region(const RecordSpan& span, uint64_t end, const v1::DeadLetterCause& cause) {
  return Emit(span.begin(), span.Take(end, limits_.kept_bytes), &cause, true);
}

absl::Status DocumentEmitter::Rest(Window* window, RecordSpan* span, uint64_t position, v1::DeadLetterCause cause) {
  span->Advance(position);
  while (window->Fill()) span->Advance(window->limit());
  if (!window->status().ok()) cause = CauseOf(window->status(), window->limit());
  const uint64_t size = window->limit() - span->begin();
  if (size > limits_.kept_bytes) {
    cause.set_message(absl::StrCat(cause.message(), "; ", limits_.kept_bytes, " of ", size, " bytes kept"));
  }
  if (!fault_.has_value()) fault_ = cause;
  return Emit(span->begin(), span->Take(window->limit(), limits_.kept_bytes), &cause, true);
}

}  // namespace trialweave::crawler
