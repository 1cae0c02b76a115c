#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_WINDOW_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_WINDOW_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "crawler/containers/byte_source.h"
#include "crawler/containers/split_types.h"

namespace trialweave::crawler {

// Window is a sliding buffer over a ByteSource, addressed by absolute offsets. What lies before the pin may
// go with the next read, so its size follows the record in hand, never the container. Not thread-safe.
class Window {
 public:
  explicit Window(ByteSource* source, size_t chunk_bytes = 256 * 1024) : source_(source), chunk_bytes_(chunk_bytes) {}

  // Reads on until the byte at `offset` is there; false when the container ends (or fails) before it.
  bool Has(uint64_t offset);
  // Reads one more chunk; false at the end or on an error.
  bool Fill();
  // `offset` must be there.
  char At(uint64_t offset) const { return buffer_[offset - base_]; }
  absl::string_view View(uint64_t begin, uint64_t end) const {
    return absl::string_view(buffer_.data() + (begin - base_), end - begin);
  }
  // What is buffered from `from` on.
  absl::string_view Rest(uint64_t from) const { return View(from, limit()); }
  // Keeps everything from `offset` on.
  void Pin(uint64_t offset) { pin_ = offset; }
  // Offset after the last byte buffered.
  uint64_t limit() const { return base_ + buffer_.size(); }
  // OK, or why the container ended early.
  const absl::Status& status() const { return status_; }

 private:
  ByteSource* const source_;
  const size_t chunk_bytes_;
  std::string buffer_;
  uint64_t base_ = 0;
  uint64_t pin_ = 0;
  bool ended_ = false;
  absl::Status status_;
};

// RecordSpan holds on to one record's bytes while it is scanned, and lets go of all but as many as a document may have
// once it is larger.
class RecordSpan {
 public:
  RecordSpan(Window* window, const SplitLimits& limits, uint64_t begin)
      : window_(window), limits_(limits), begin_(begin) {
    window_->Pin(begin);
  }
  // Call before reading on from `position`. What lies before `keep_from` is not looked at again, except to
  // take the record's bytes.
  void Advance(uint64_t position, uint64_t keep_from);
  void Advance(uint64_t position) { Advance(position, position); }
  bool TooLarge(uint64_t end) const { return end - begin_ > limits_.max_document_bytes; }
  // The bytes up to `end`; no more than `max_bytes` of them.
  std::string Take(uint64_t end, uint64_t max_bytes) const;
  uint64_t begin() const { return begin_; }

 private:
  Window* window_;
  SplitLimits limits_;
  uint64_t begin_;
  bool overflowed_ = false;
  std::string prefix_;
};

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_WINDOW_H_
