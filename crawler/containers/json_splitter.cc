#include "crawler/containers/json_splitter.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "crawler/containers/container_error.h"
#include "crawler/containers/json_keys.h"

namespace trialweave::crawler {
namespace {

// How far a root object is looked into to tell a page from a record.
constexpr uint64_t kLookAhead = 64 * 1024;
// Members of a page that are worth keeping are short.
constexpr uint64_t kMaxMemberBytes = 4096;
// A page has a handful of members.
constexpr size_t kMaxPageKeys = 32;
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

JsonSplitter::Scan JsonSplitter::ScanString(std::string* token) {
  bool escaped = false;
  ++position_;
  while (More()) {
    for (char c : window_->Rest(position_)) {
      ++position_;
      if (token != nullptr && token->size() < kMaxDialectKeyBytes) token->push_back(c);
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

JsonSplitter::Scan JsonSplitter::ScanTopLevelKey() {
  key_next_ = false;
  std::string token = "\"";
  const Scan scan = ScanString(&token);
  // A longer one was cut off, and stands for no dialect.
  if (token.size() < kMaxDialectKeyBytes) keys_.Add(DecodeJsonString(token));
  return scan;
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
      if (const Scan scan = key_next_ ? ScanTopLevelKey() : ScanString(); scan != Scan::kComplete) return scan;
      continue;
    }
    if (c == '{' || c == '[') {
      key_next_ = c == '{' && brackets_.empty();
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
    } else if (c == ',') {
      key_next_ = brackets_.size() == 1 && brackets_[0] == '{' && deeper_ == 0;
    }
    ++position_;
  }
  return Scan::kTruncated;
}

JsonSplitter::Scan JsonSplitter::ScanValue() {
  keys_.Clear();
  key_next_ = false;
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

bool JsonSplitter::EmitElement(bool root) {
  StartSpan();
  const Scan scan = ScanValue();
  const JsonDialect* dialect = keys_.Match();
  if (dialect != nullptr) SetDialect(*dialect);
  switch (scan) {
    case Scan::kTruncated:
      return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the container ends inside a record");
    case Scan::kMismatched:
      return Rest(v1::DEAD_LETTER_REASON_MALFORMED,
                  absl::StrCat("JSON structure breaks at byte ", position_, ": a bracket or value does not fit"));
    case Scan::kComplete:
      break;
  }
  // A page's own word counts for what shows no dialect.
  if (dialect == nullptr && page_ == nullptr) return EmitForeign(root);
  status_ = emitter_->Record(*span_, position_, too_deep_);
  span_.reset();
  window_->Pin(position_);
  return status_.ok();
}

bool JsonSplitter::EmitForeign(bool root) {
  const uint64_t end = position_;
  const std::string message = keys_.named().empty()
                                  ? "no object of a known kind"
                                  : absl::StrCat("an object of no known kind; its keys are ", keys_.named());
  // The whole container, as an error message of an API: no record of anybody's.
  if (root && emitter_->documents() == 0 && !SkipBlanks(false)) {
    return Rest(v1::DEAD_LETTER_REASON_WRONG_ROOT, message);
  }
  status_ = emitter_->Foreign(*span_, end, MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, message, span_->begin()));
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
    if (!EmitElement(/*root=*/false)) return false;
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
  if (key == page_->list) {
    return window_->At(position_) == '['
               ? SplitArray()
               : Rest(v1::DEAD_LETTER_REASON_MALFORMED, absl::StrCat("the ", key, " of the page are no array"));
  }
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
  SetDialect(page_->dialect);
  any_page_ = true;
  ++position_;
  for (;;) {
    StartSpan();
    if (!SkipBlanks(true)) return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the page is not complete");
    const char c = window_->At(position_);
    if (c == '}') {
      ++position_;
      page_ = nullptr;
      return true;
    }
    if (c != '"') return Rest(v1::DEAD_LETTER_REASON_MALFORMED, "the page's JSON structure breaks");
    if (!SplitMember()) return false;
  }
}

bool JsonSplitter::IsPage() {
  window_->Has(position_ + kLookAhead);
  std::vector<std::string> seen;
  DialectKeys keys;
  for (std::string& key : TopLevelKeys(window_->Rest(position_).substr(0, kLookAhead))) {
    keys.Add(key);
    // Of a hostile object with thousands of keys only the first few count.
    if (seen.size() < kMaxPageKeys) seen.push_back(std::move(key));
    page_ = PageOf(seen);
    if (page_ != nullptr || keys.Match() != nullptr) return page_ != nullptr;
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
  return IsPage() ? SplitPage() : EmitElement(/*root=*/true);
}

absl::Status JsonSplitter::Run() {
  while (SplitRoot()) {
  }
  if (emitter_->documents() == 0 && !any_page_) SetDialect(StudyDialect());
  return status_;
}

}  // namespace trialweave::crawler
