#include "crawler/containers/euctr_text_splitter.h"

#include "absl/strings/match.h"
#include "crawler/containers/container_error.h"

namespace trialweave::crawler {
namespace {

constexpr absl::string_view kHeading = "Summary";
constexpr absl::string_view kNumber = "EudraCT Number:";
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

bool EuctrTextSplitter::StartsWith(uint64_t offset, absl::string_view text) {
  return window_->Has(offset + text.size() - 1) && absl::StartsWith(window_->Rest(offset), text);
}

bool EuctrTextSplitter::AtRecord() {
  if (!StartsWith(position_, kHeading)) return false;
  uint64_t next = position_ + kHeading.size();
  if (StartsWith(next, "\r")) ++next;
  return StartsWith(next, "\n") && StartsWith(next + 1, kNumber);
}

bool EuctrTextSplitter::SkipLine() {
  for (;;) {
    while (position_ >= window_->limit()) {
      span_->Advance(position_);
      if (!window_->Fill()) return false;
    }
    const absl::string_view rest = window_->Rest(position_);
    const size_t end = rest.find('\n');
    position_ += end == absl::string_view::npos ? rest.size() : end + 1;
    if (end != absl::string_view::npos) return true;
  }
}

bool EuctrTextSplitter::FindRecord() {
  while (SkipLine()) {
    // The lines in hand are not to be lost while the look-ahead reads on.
    if (AtRecord()) return true;
  }
  return false;
}

absl::Status EuctrTextSplitter::Run() {
  emitter_->SetFormat("euctr", "euctr_text", {{"encoding", "UTF-8"}});
  span_.emplace(window_, emitter_->limits(), 0);
  if (StartsWith(0, kByteOrderMark)) position_ = kByteOrderMark.size();
  bool found = AtRecord() || FindRecord();
  while (found) {
    const uint64_t begin = position_;
    span_.emplace(window_, emitter_->limits(), begin);
    found = FindRecord();
    // A container that fails in the midst of a record has not delivered it.
    if (!found && !window_->status().ok()) break;
    if (absl::Status status = emitter_->Record(*span_, position_, /*too_deep=*/false); !status.ok()) return status;
  }
  if (window_->status().ok() && emitter_->documents() > 0) return absl::OkStatus();
  return emitter_->Rest(window_, &*span_, position_,
                        MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, "the download ends before its first record"));
}

bool LooksLikeEuctrText(absl::string_view head) {
  for (size_t at = head.find(kHeading); at != absl::string_view::npos; at = head.find(kHeading, at + 1)) {
    absl::string_view before = head.substr(0, at), after = head.substr(at + kHeading.size());
    if (!before.empty() && before != kByteOrderMark && before.back() != '\n') continue;
    if (absl::StartsWith(after, "\r")) after.remove_prefix(1);
    if (absl::StartsWith(after, "\n") && absl::StartsWith(after.substr(1), kNumber)) return true;
  }
  return false;
}

}  // namespace trialweave::crawler
