#include "query/cli/id_scanner.h"

#include <algorithm>

namespace trialweave::query {
namespace {

constexpr size_t kWindow = 256 * 1024;
// No identifier with its label and gaps is longer, even in full-width characters; so is no neighbour that counts.
constexpr size_t kMargin = 1024;

}  // namespace

void IdScanner::Feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t taken = std::min(bytes.size(), kWindow - std::min(kWindow, window_.size()));
    window_.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    if (window_.size() >= kWindow) Scan(/*last=*/false);
  }
}

void IdScanner::CountTo(size_t pos) {
  for (; counted_ < pos; ++counted_) {
    const char c = window_[counted_];
    if (c == '\n') {
      ++line_;
      column_ = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++column_;
    }
  }
}

void IdScanner::Scan(bool last) {
  // Whatever stands in the margin may go on behind the window.
  size_t next = last ? window_.size() : window_.size() - kMargin;
  for (common::RegistryId& id : common::FindRegistryIds(window_)) {
    if (id.offset < seen_) continue;
    const size_t end = id.offset + id.length;
    if (!last && end + kMargin > window_.size()) {
      next = std::min(next, id.offset);
      break;
    }
    CountTo(id.offset);
    std::string printed = window_.substr(id.offset, id.length);
    id.offset += offset_;
    found_({std::move(id), std::move(printed), line_, column_});
    seen_ = end;
  }
  next = std::max(next, seen_);
  CountTo(next);
  const size_t dropped = next - std::min(next, kMargin);
  window_.erase(0, dropped);
  offset_ += dropped;
  seen_ = next - dropped;
  counted_ = seen_;
}

}  // namespace trialweave::query
