#include "crawler/containers/xml_splitter.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "crawler/containers/container_error.h"
#include "crawler/containers/xml_names.h"

namespace trialweave::crawler {
namespace {

constexpr size_t kMaxNameBytes = 256;
constexpr size_t kMaxDeclarationBytes = 512;
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

bool XmlSplitter::More() {
  while (position_ >= window_->limit()) {
    AdvanceSpan();
    if (!window_->Fill()) return false;
  }
  return true;
}

void XmlSplitter::AdvanceSpan() {
  if (!span_.has_value()) return;
  const bool keep_token = in_markup_ && position_ - token_begin_ <= emitter_->limits().max_document_bytes;
  span_->Advance(position_, keep_token ? token_begin_ : position_);
}

// Whether the bytes at position_ are `text`.
bool XmlSplitter::StartsWith(absl::string_view text) {
  window_->Has(position_ + text.size() - 1);
  return absl::StartsWith(window_->Rest(std::min(position_, window_->limit())), text);
}

bool XmlSplitter::Is(absl::string_view name) const {
  const absl::string_view tag = name_;
  if (!absl::EndsWith(tag, name)) return false;
  return tag.size() == name.size() || tag[tag.size() - name.size() - 1] == ':';
}

bool XmlSplitter::IsRecord() const {
  if (in_group_) return Is(dialect_.group_record);
  return Is(dialect_.record) || (!dialect_.other_record.empty() && Is(dialect_.other_record));
}

void XmlSplitter::SetFormat() {
  emitter_->SetFormat(dialect_.source, dialect_.format,
                      {{"root", std::string(dialect_.root)}, {"encoding", encoding_}});
}

bool XmlSplitter::SkipPast(absl::string_view terminator) {
  while (More()) {
    const absl::string_view rest = window_->Rest(position_);
    const size_t found = rest.find(terminator);
    if (found != absl::string_view::npos) {
      position_ += found + terminator.size();
      return true;
    }
    // The terminator may straddle the next read.
    const uint64_t tail = std::min<uint64_t>(rest.size(), terminator.size() - 1);
    position_ += rest.size() - tail;
    AdvanceSpan();
    if (!window_->Fill()) break;
  }
  position_ = window_->limit();
  return false;
}

XmlSplitter::Token XmlSplitter::ReadText() {
  bool blank = true;
  while (More()) {
    const absl::string_view rest = window_->Rest(position_);
    const size_t found = std::min(rest.find('<'), rest.size());
    for (char c : rest.substr(0, found)) {
      // A byte order mark may stand between files that were put into one.
      blank = blank && (absl::ascii_isspace(c) || (!in_root_ && kByteOrderMark.find(c) != absl::string_view::npos));
    }
    position_ += found;
    if (found < rest.size()) break;
  }
  return blank ? Token::kBlank : Token::kText;
}

XmlSplitter::Token XmlSplitter::ReadTag(bool closing) {
  name_.clear();
  bool in_name = true;
  char quote = 0;
  char last = 0;
  for (; More(); ++position_) {
    const char c = window_->At(position_);
    // '<' never stands inside a tag, not even in an attribute value (XML 1.0, 2.3): the tag is broken off.
    if (c == '<') return Token::kText;
    if (quote != 0) {
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '>') {
      ++position_;
      // A tag so large begins nothing that could be a record, and its own beginning may be gone.
      if (position_ - token_begin_ > emitter_->limits().max_document_bytes) return Token::kText;
      if (closing) return Token::kEnd;
      return last == '/' ? Token::kEmpty : Token::kStart;
    }
    if (c == '"' || c == '\'') quote = c;
    if (absl::ascii_isspace(c) || c == '/') in_name = false;
    if (in_name && name_.size() < kMaxNameBytes) name_.push_back(c);
    if (!absl::ascii_isspace(c)) last = c;
  }
  return Token::kCut;
}

XmlSplitter::Token XmlSplitter::ReadDoctype() {
  char quote = 0;
  for (; More(); ++position_) {
    const char c = window_->At(position_);
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[') {
      return Token::kSubset;
    } else if (c == '>') {
      ++position_;
      return Token::kMisc;
    }
  }
  return Token::kCut;
}

XmlSplitter::Token XmlSplitter::ReadMarkup() {
  in_markup_ = true;
  if (StartsWith("<!--")) {
    position_ += 4;
    return SkipPast("-->") ? Token::kMisc : Token::kCut;
  }
  if (StartsWith("<![CDATA[")) {
    position_ += 9;
    return SkipPast("]]>") ? Token::kText : Token::kCut;
  }
  if (StartsWith("<!DOCTYPE") || StartsWith("<!doctype")) return ReadDoctype();
  if (StartsWith("<?")) {
    position_ += 2;
    return SkipPast("?>") ? Token::kMisc : Token::kCut;
  }
  const bool closing = StartsWith("</");
  position_ += closing ? 2 : 1;
  if (!More()) return Token::kCut;
  // A '<' that opens nothing is text; whether it may stand there is the normalizer's to judge.
  if (!IsNameStart(window_->At(position_))) return Token::kText;
  return ReadTag(closing);
}

XmlSplitter::Token XmlSplitter::Next() {
  token_begin_ = position_;
  in_markup_ = false;
  if (!More()) return Token::kCut;
  return window_->At(position_) == '<' ? ReadMarkup() : ReadText();
}

bool XmlSplitter::Rest(v1::DeadLetterReason reason, absl::string_view message) {
  status_ = emitter_->Rest(window_, &*span_, position_, MakeCause(reason, message, position_));
  return false;
}

bool XmlSplitter::EmitRegion(uint64_t end, v1::DeadLetterReason reason, absl::string_view message) {
  status_ = emitter_->Region(*span_, end, MakeCause(reason, message, span_->begin()));
  return status_.ok();
}

bool XmlSplitter::EmitRecord(uint64_t end) {
  status_ = emitter_->Record(*span_, end, too_deep_);
  return status_.ok();
}

void XmlSplitter::ReadDeclaration() {
  if (position_ - token_begin_ > kMaxDeclarationBytes) return;
  const absl::string_view token = window_->View(token_begin_, position_);
  if (const std::string encoding = DeclaredEncoding(token); !encoding.empty()) encoding_ = encoding;
}

bool XmlSplitter::SplitProlog() {
  if (!span_.has_value()) StartSpan(position_);
  if (!StartsWith("<?xml")) {
    const Token token = Next();
    switch (token) {
      case Token::kBlank:
      case Token::kMisc:
        return true;
      case Token::kSubset:
        return Rest(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
                    "the document type declares entities or elements of its own, which are not expanded");
      case Token::kCut:
        if (any_root_ && token_begin_ == window_->limit() && window_->status().ok()) return false;
        return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the container ends before its root element does");
      case Token::kStart:
      case Token::kEmpty:
        if (IsRoot()) break;
        [[fallthrough]];
      default:
        return Rest(v1::DEAD_LETTER_REASON_WRONG_ROOT, absl::StrCat("expected the root element <", dialect_.root,
                                                                    ">, found <", common::Trimmed(name_), ">"));
    }
    // An empty root is an answer without records.
    in_root_ = token == Token::kStart;
    any_root_ = true;
    span_.reset();
    SetFormat();
    return true;
  }
  if (Next() == Token::kCut) return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the container ends in its XML declaration");
  ReadDeclaration();
  return true;
}

bool XmlSplitter::SplitRecord() {
  const std::string name = name_;
  int depth = 1;
  too_deep_ = false;
  for (;;) {
    const Token token = Next();
    if (token == Token::kCut) return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the container ends inside a record");
    const bool restarts = token == Token::kStart && (IsRecord() || IsGroup());
    if (restarts || (token == Token::kEnd && (IsRoot() || IsGroup()))) {
      position_ = token_begin_;
      return EmitRegion(token_begin_, v1::DEAD_LETTER_REASON_MALFORMED, absl::StrCat("<", name, "> has no end tag"));
    }
    if (token == Token::kEnd && name_ == name) return EmitRecord(position_);
    if (token == Token::kEnd) depth = std::max(1, depth - 1);
    if (token == Token::kStart && ++depth > emitter_->limits().max_depth) too_deep_ = true;
  }
}

// An element that is no record, by its own name's balance.
bool XmlSplitter::SplitOther() {
  const std::string name = name_;
  // A feed's own element, as long as nothing in it shows that it is torn.
  bool own = !dialect_.envelope.empty() && IsRssChannelElement(name);
  for (uint64_t open = 1; open > 0;) {
    const Token token = Next();
    if (token == Token::kCut) return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the container ends inside an element");
    if ((token == Token::kStart && (IsRecord() || IsGroup())) || (token == Token::kEnd && (IsRoot() || IsGroup()))) {
      position_ = token_begin_;
      own = false;
      break;
    }
    if (token == Token::kEnd && IsRecord()) own = false;
    if (token == Token::kStart && name_ == name) ++open;
    if (token == Token::kEnd && name_ == name) --open;
  }
  if (own) return true;
  return EmitRegion(position_, v1::DEAD_LETTER_REASON_WRONG_ROOT,
                    absl::StrCat("expected <", dialect_.record, ">, found <", common::Trimmed(name), ">"));
}

// Where the record is the root, what stands between records is what stands between roots.
bool XmlSplitter::SplitTop() {
  StartSpan(position_);
  const Token token = Next();
  if (token == Token::kMisc) {
    ReadDeclaration();
    SetFormat();
    return true;
  }
  if (token == Token::kCut) {
    if (any_root_ && token_begin_ == window_->limit() && window_->status().ok()) return false;
    return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, "the container ends before its root element does");
  }
  any_root_ = any_root_ || token != Token::kBlank;
  return SplitToken(token);
}

bool XmlSplitter::SplitChild() {
  StartSpan(position_);
  const Token token = Next();
  if (token == Token::kCut)
    return Rest(v1::DEAD_LETTER_REASON_TRUNCATED, absl::StrCat("the container ends before </", dialect_.root, ">"));
  return SplitToken(token);
}

bool XmlSplitter::SplitToken(Token token) {
  switch (token) {
    case Token::kBlank:
    case Token::kMisc:
    case Token::kCut:
      return true;
    case Token::kSubset:
      return Rest(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED,
                  "the document type declares entities or elements of its own, which are not expanded");
    case Token::kText:
      return EmitRegion(position_, v1::DEAD_LETTER_REASON_MALFORMED, "text between records");
    case Token::kEnd:
      return SplitEndTag();
    case Token::kEmpty:
      if (IsGroup()) return true;
      if (IsRecord()) {
        too_deep_ = false;
        return EmitRecord(position_);
      }
      if (!dialect_.envelope.empty() && IsRssChannelElement(name_)) return true;
      return EmitRegion(position_, v1::DEAD_LETTER_REASON_WRONG_ROOT,
                        absl::StrCat("expected <", dialect_.record, ">, found <", common::Trimmed(name_), "/>"));
    case Token::kStart:
      break;
  }
  if (IsEnvelope()) return true;
  if (!IsGroup()) return IsRecord() ? SplitRecord() : SplitOther();
  // A group inside a group is none: the first one's end tag is missing.
  in_group_ = true;
  return true;
}

bool XmlSplitter::SplitEndTag() {
  if (IsRoot() || (in_group_ && IsGroup())) {
    in_group_ = false;
    in_root_ = in_root_ && !IsRoot();
    span_.reset();
    return true;
  }
  if (IsEnvelope()) return true;
  return EmitRegion(position_, v1::DEAD_LETTER_REASON_MALFORMED, "an end tag between records");
}

absl::Status XmlSplitter::Run() {
  SetFormat();
  while (record_is_root_ ? SplitTop() : in_root_ ? SplitChild() : SplitProlog()) {
  }
  return status_;
}

}  // namespace trialweave::crawler
