#include "crawler/containers/tagged_text_splitter.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "crawler/containers/container_error.h"

namespace trialweave::crawler {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

absl::string_view TaggedTextSplitter::LineHead() {
  window_->Has(position_ + kTagLineBytes - 1);
  const absl::string_view rest = window_->Rest(std::min(position_, window_->limit())).substr(0, kTagLineBytes);
  return rest.substr(0, rest.find('\n'));
}

void TaggedTextSplitter::SkipLine() {
  line_ended_ = false;
  while (!line_ended_) {
    while (position_ >= window_->limit()) {
      span_->Advance(position_);
      if (!window_->Fill()) return;
    }
    const absl::string_view rest = window_->Rest(position_);
    const size_t end = rest.find('\n');
    const absl::string_view line = rest.substr(0, end);
    const size_t last = line.find_last_not_of(" \t\r");
    if (last != absl::string_view::npos) content_end_ = position_ + last + 1;
    if (HasQuotes(kind_) && std::count(line.begin(), line.end(), '"') % 2 != 0) quoted_ = !quoted_;
    line_ended_ = end != absl::string_view::npos;
    position_ += line_ended_ ? end + 1 : rest.size();
  }
}

void TaggedTextSplitter::SetFormat() {
  const ReferenceOrigin origin = OriginOf(kind_, span_->Take(content_end_, emitter_->limits().kept_bytes));
  emitter_->SetFormat(origin.source, origin.format, {{"encoding", "UTF-8"}});
}

void TaggedTextSplitter::Start(State state) {
  span_.emplace(window_, emitter_->limits(), position_);
  content_end_ = position_;
  quoted_ = false;
  state_ = state;
}

absl::Status TaggedTextSplitter::Finish() {
  const State state = state_;
  state_ = State::kBetween;
  // A long blank line looks like more until it ends.
  if (state == State::kBetween || content_end_ == span_->begin()) return absl::OkStatus();
  if (state == State::kStray) {
    return emitter_->Region(*span_, content_end_,
                            MakeCause(v1::DEAD_LETTER_REASON_MALFORMED, "text between references", span_->begin()));
  }
  SetFormat();
  return emitter_->Record(*span_, content_end_, /*too_deep=*/false);
}

bool TaggedTextSplitter::Begins(absl::string_view head) const {
  return state_ == State::kReference ? InterruptsReference(kind_, head, quoted_) : BeginsReference(kind_, head);
}

bool TaggedTextSplitter::Parts(absl::string_view head) const { return !quoted_ && PartsReferences(kind_, head); }

absl::Status TaggedTextSplitter::TakeLine(absl::string_view head) {
  if (Begins(head)) {
    if (state_ == State::kReference && HasEndMark(kind_)) {
      SetFormat();
      state_ = State::kBetween;
      absl::Status status =
          emitter_->Faulty(*span_, content_end_,
                           MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED,
                                     "the next reference begins before the end of this one", span_->begin()));
      if (!status.ok()) return status;
    }
    if (absl::Status status = Finish(); !status.ok()) return status;
    Start(State::kReference);
  } else if (state_ == State::kReference && EndMarkBytes(kind_, head) > 0) {
    position_ += EndMarkBytes(kind_, head);
    content_end_ = position_;
    if (absl::Status status = Finish(); !status.ok()) return status;
    Start(State::kBetween);
  } else if (state_ == State::kReference && Parts(head)) {
    if (absl::Status status = Finish(); !status.ok()) return status;
    Start(State::kBetween);
  } else if (state_ == State::kReference && BreaksOffReference(kind_, head)) {
    if (absl::Status status = Finish(); !status.ok()) return status;
    Start(State::kStray);
  } else if (state_ == State::kBetween || content_end_ == span_->begin()) {
    // Before the first reference stands whatever the file's maker wrote, but no tag.
    const bool preamble = emitter_->documents() == 0 && !IsTaggedLine(head);
    const bool between = IsBetweenReferences(head) || PartsReferences(kind_, head);
    Start(preamble || between ? State::kBetween : State::kStray);
  }
  SkipLine();
  return absl::OkStatus();
}

absl::Status TaggedTextSplitter::TakeEnd() {
  const absl::Status& broken = window_->status();
  const bool cut = !broken.ok() || (state_ == State::kReference && (HasEndMark(kind_) || quoted_)) ||
                   (state_ == State::kReference && kind_ == TaggedText::kOvid && !line_ended_ &&
                    !IsNearOvidEnd(span_->Take(content_end_, emitter_->limits().kept_bytes)));
  if (cut || (state_ == State::kBetween && emitter_->documents() == 0)) {
    if (state_ == State::kReference) SetFormat();
    return emitter_->Rest(
        window_, &*span_, position_,
        MakeCause(v1::DEAD_LETTER_REASON_TRUNCATED, "the container ends inside a reference", span_->begin()));
  }
  return Finish();
}

absl::Status TaggedTextSplitter::Run() {
  span_.emplace(window_, emitter_->limits(), 0);
  for (;;) {
    if (absl::StartsWith(LineHead(), kByteOrderMark)) position_ += kByteOrderMark.size();
    const absl::string_view head = LineHead();
    if (head.empty() && position_ >= window_->limit()) return TakeEnd();
    if (absl::Status status = TakeLine(head); !status.ok()) return status;
  }
}

}  // namespace trialweave::crawler
