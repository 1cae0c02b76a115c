#include "crawler/containers/window.h"

#include <algorithm>

namespace trialweave::crawler {

bool Window::Fill() {
  if (ended_) return false;
  const uint64_t keep = std::clamp(pin_, base_, limit());
  if (keep - base_ >= chunk_bytes_ / 4) {
    buffer_.erase(0, keep - base_);
    base_ = keep;
  }
  const size_t old = buffer_.size();
  buffer_.resize(old + chunk_bytes_);
  absl::StatusOr<size_t> n = source_->Read(buffer_.data() + old, chunk_bytes_);
  buffer_.resize(old + (n.ok() ? *n : 0));
  if (!n.ok()) status_ = n.status();
  if (!n.ok() || *n == 0) ended_ = true;
  return !ended_;
}

bool Window::Has(uint64_t offset) {
  while (offset >= limit()) {
    if (!Fill()) return false;
  }
  return true;
}

void RecordSpan::Advance(uint64_t position, uint64_t keep_from) {
  if (!overflowed_ && position - begin_ > limits_.max_document_bytes) {
    // All that a document may have: what follows may be blank, and no part of the record.
    prefix_ = std::string(window_->View(begin_, begin_ + limits_.max_document_bytes));
    overflowed_ = true;
  }
  if (overflowed_) window_->Pin(keep_from);
}

std::string RecordSpan::Take(uint64_t end, uint64_t max_bytes) const {
  if (overflowed_) return prefix_.substr(0, std::min(end - begin_, max_bytes));
  return std::string(window_->View(begin_, begin_ + std::min(end - begin_, max_bytes)));
}

}  // namespace trialweave::crawler
