#include "crawler/containers/json_splitter.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "crawler/containers/container_error.h"
#include "crawler/containers/json_keys.h"

namespace trialweave::crawler {
namespace {

// How far a root object is looked into to tell a page from a study.
constexpr uint64_t kLookAhead = 64 * 1024;
// Members of a page that are worth keeping are short.
constexpr uint64_t kMaxMemberBytes = 4096;
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool EndsScalar(char c) {
  return c == ',' || c == ']' || c == '}' || c == '[' || c == '{' || c == '"' || c == ':' || absl::ascii_isspace(c);
}

}  // namespace

bool JsonSplitter::More() {
  while (position_ >= window_->limit()) {
    if (span_.has_value()) span_->Advance(position_);
    if (!window_->Fill()) return false;
  }
  return true;
}

bool JsonSplitter::SkipBlanks(bool commas) {
  for (; More(); ++position_) {
    const char c = window_->At(position_);
    if (!absl::ascii_isspace(c) && !(commas && c == ',')) return true;
  }
  return false;
}

JsonSplitter::Scan JsonSplitter::ScanString() {
  bool escaped = false;
  ++position_;
  while (More()) {
    for (char c : window_->Rest(position_)) {
      ++position_;
      if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == '"') {
        return Scan::kComplete;
      }
    }
  }
  return Scan::kTruncated;
}

JsonSplitter::Scan JsonSplitter::ScanScalar() {
  const uint64_t begin = position_;
  while (More()) {
    for (char c : window_->Rest(position_)) {
      if (EndsScalar(c)) return position_ == begin ? Scan::kMismatched : Scan::kComplete;
      ++position_;
    }
  }
  return Scan::kTruncated;
}

bool JsonSplitter::CloseBracket(char c) {
  if (deeper_ > 0) {
    --deeper_;
    return true;
  }
  if (brackets_.empty() || brackets_.back() != (c == '}' ? '{' : '[')) return false;
  brackets_.pop_back();
  return true;
}

JsonSplitter::Scan JsonSplitter::ScanNested() {
  while (More()) {
    const char c = window_->At(position_);
    if (c == '"') {
      if (const Scan scan = ScanString(); scan != Scan::kComplete) return scan;
      continue;
    }
    if (c == '{' || c == '[') {
      if (brackets_.size() >= static_cast<size_t>(emitter_->limits().max_depth)) {
        too_deep_ = true;
        ++deeper_;
      } else {
        brackets_.push_back(c);
      }
    } else if (c == '}' || c == ']') {
      if (!CloseBracket(c)) return Scan::kMismatched;
      if (brackets_.empty()) {
        ++position_;
        return Scan::kComplete;
      }
    }
    ++position_;
  }
  return Scan::kTruncated;
}

JsonSplitter::Scan JsonSplitter::ScanValue() {
  brackets_.clear();
  deeper_ = 0;
  too_deep_ = false;
  if (!More()) return Scan::kTruncated;
  const char c = window_->At(position_);
  if (c == '{' || c == '[') return ScanNested();
  return c == '"' ? ScanString() : ScanScalar();
}

bool JsonSplitter::Rest(v1::DeadLetterReason reason, absl::string_view message) {
  if (!span_.has_value()) StartSpan();
  status_ = emitter_->Rest(window_, &*span_, position_, MakeCause(reason, message, position_));
  return false;
}

bool JsonSplitter::EmitElement() {
  StartSpan();
  switch (ScanValue()) {
    case Scan::kTruncated:
      return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the container ends inside a record");
    case Scan::kMismatched:
      return Rest(v1::DEAD_LETTER_REASON_MALFORMED,
                  absl::StrCat("JSON structure breaks at byte ", position_, ": a bracket or value does not fit"));
    case Scan::kComplete:
      break;
  }
  status_ = emitter_->Record(*span_, position_, too_deep_);
  span_.reset();
  window_->Pin(position_);
  return status_.ok();
}

bool JsonSplitter::SplitArray() {
  ++position_;
  for (;;) {
    StartSpan();
    if (!SkipBlanks(true))
      return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the container ends inside the array of records");
    if (window_->At(position_) == ']') {
      ++position_;
      return true;
    }
    if (!EmitElement()) return false;
  }
}

void JsonSplitter::TakeMember(absl::string_view key, absl::string_view value) {
  uint64_t number = 0;
  if (key == "nextPageToken" && absl::StartsWith(value, "\"")) next_page_token_ = DecodeJsonString(value);
  if (key == "totalCount" && absl::SimpleAtoi(value, &number)) total_count_ = number;
}

bool JsonSplitter::SplitMember() {
  StartSpan();
  if (ScanString() != Scan::kComplete) return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the page ends inside a key");
  const std::string key = DecodeJsonString(span_->Take(position_, kMaxMemberBytes));
  if (!SkipBlanks(false)) return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the page ends after a key");
  if (window_->At(position_) != ':') return Rest(v1::DEAD_LETTER_REASON_MALFORMED, "a key of the page has no value");
  ++position_;
  if (!SkipBlanks(false)) return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the page ends after a key");
  if (key == "studies" && window_->At(position_) == '[') return SplitArray();
  StartSpan();
  switch (ScanValue()) {
    case Scan::kTruncated:
      return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the page ends inside a value");
    case Scan::kMismatched:
      return Rest(v1::DEAD_LETTER_REASON_MALFORMED, "the page's JSON structure breaks");
    case Scan::kComplete:
      break;
  }
  if (position_ - span_->begin() <= kMaxMemberBytes) TakeMember(key, span_->Take(position_, kMaxMemberBytes));
  return true;
}

bool JsonSplitter::SplitPage() {
  ++position_;
  for (;;) {
    StartSpan();
    if (!SkipBlanks(true)) return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the page is not complete");
    const char c = window_->At(position_);
    if (c == '}') {
      ++position_;
      return true;
    }
    if (c != '"') return Rest(v1::DEAD_LETTER_REASON_MALFORMED, "the page's JSON structure breaks");
    if (!SplitMember()) return false;
  }
}

bool JsonSplitter::IsPage() {
  window_->Has(position_ + kLookAhead);
  for (const std::string& key : TopLevelKeys(window_->Rest(position_).substr(0, kLookAhead))) {
    if (IsPageKey(key)) return true;
    if (IsStudyKey(key)) return false;
  }
  return false;
}

bool JsonSplitter::SplitRoot() {
  StartSpan();
  if (!SkipBlanks(false)) {
    if (window_->status().ok()) return false;
    return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the container ends early");
  }
  window_->Has(position_ + kByteOrderMark.size());
  if (absl::StartsWith(window_->Rest(position_), kByteOrderMark)) {
    position_ += kByteOrderMark.size();
    return true;
  }
  StartSpan();
  const char c = window_->At(position_);
  if (c == '[') return SplitArray();
  if (c != '{') return Rest(v1::DEAD_LETTER_REASON_MALFORMED, "bytes that are no JSON array or object");
  return IsPage() ? SplitPage() : EmitElement();
}

absl::Status JsonSplitter::Run() {
  while (SplitRoot()) {
  }
  return status_;
}

}  // namespace trialweave::crawler
