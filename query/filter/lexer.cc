#include "query/filter/lexer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/status.h"
#include "query/filter/filter_error.h"
#include "unicode/utf8.h"

namespace trialweave::query {
namespace {

using Kind = FilterToken::Kind;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Characters that stand in unquoted text; '.' and '*' are part of it, the parser looks at them.
bool IsTextCharacter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80) return true;
  return byte > 0x20 && byte != 0x7F && absl::string_view("()=<>!:,\"'").find(c) == absl::string_view::npos;
}

// Offset of the first byte that is no UTF-8, or npos.
size_t FindBadUtf8(absl::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < size;) {
    const int32_t start = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    if (c < 0) return start;
  }
  return absl::string_view::npos;
}

class Lexer {
 public:
  explicit Lexer(absl::string_view filter) : filter_(filter) {}

  absl::StatusOr<std::vector<FilterToken>> Run() {
    while (true) {
      while (at_ < filter_.size() && IsBlank(filter_[at_])) ++at_;
      if (at_ == filter_.size()) break;
      if (absl::Status status = Next(); !status.ok()) return status;
    }
    Add(Kind::kEnd, filter_.size());
    return std::move(tokens_);
  }

 private:
  FilterToken& Add(Kind kind, size_t offset) {
    FilterToken& token = tokens_.emplace_back();
    token.kind = kind;
    token.offset = offset;
    return token;
  }

  absl::Status Next() {
    const size_t start = at_;
    switch (filter_[at_]) {
      case '(':
        Add(Kind::kOpen, at_++);
        return absl::OkStatus();
      case ')':
        Add(Kind::kClose, at_++);
        return absl::OkStatus();
      case '-':
        Add(Kind::kMinus, at_++);
        return absl::OkStatus();
      case '"':
      case '\'':
        return String();
      default:
        break;
    }
    if (TakeComparator()) return absl::OkStatus();
    if (!IsTextCharacter(filter_[at_])) {
      return FilterInvalid(filter_, start,
                           absl::StrCat("unexpected '", common::Trimmed(std::string(filter_.substr(at_, 1))), "'"),
                           "a field, a value, a comparison or a parenthesis");
    }
    Text();
    return absl::OkStatus();
  }

  bool TakeComparator() {
    static constexpr std::pair<absl::string_view, Comparator> kComparators[] = {
        {"<=", Comparator::kLessEqual}, {">=", Comparator::kGreaterEqual}, {"!=", Comparator::kNotEqual},
        {"<", Comparator::kLess},       {">", Comparator::kGreater},       {"=", Comparator::kEqual},
        {":", Comparator::kHas}};
    for (const auto& [spelling, comparator] : kComparators) {
      if (filter_.substr(at_, spelling.size()) != spelling) continue;
      Add(Kind::kComparator, at_).comparator = comparator;
      at_ += spelling.size();
      return true;
    }
    return false;
  }

  void Text() {
    const size_t start = at_;
    while (at_ < filter_.size() && IsTextCharacter(filter_[at_])) ++at_;
    const absl::string_view text = filter_.substr(start, at_ - start);
    if (text == "AND") {
      Add(Kind::kAnd, start);
    } else if (text == "OR") {
      Add(Kind::kOr, start);
    } else if (text == "NOT") {
      Add(Kind::kNot, start);
    } else {
      Add(Kind::kText, start).text = std::string(text);
    }
  }

  absl::Status String() {
    const size_t start = at_;
    const char quote = filter_[at_++];
    std::string text;
    while (at_ < filter_.size() && filter_[at_] != quote) {
      if (filter_[at_] == '\\' && at_ + 1 < filter_.size()) ++at_;
      text.push_back(filter_[at_++]);
    }
    if (at_ == filter_.size()) {
      return FilterInvalid(filter_, start, "a quoted value is not closed",
                           absl::StrCat("a closing ", std::string(1, quote)));
    }
    ++at_;
    Add(Kind::kString, start).text = std::move(text);
    return absl::OkStatus();
  }

  const absl::string_view filter_;
  size_t at_ = 0;
  std::vector<FilterToken> tokens_;
};

}  // namespace

absl::StatusOr<std::vector<FilterToken>> LexFilter(absl::string_view filter) {
  if (const size_t bad = FindBadUtf8(filter); bad != absl::string_view::npos) {
    return FilterInvalid(filter, bad, "bytes that are not UTF-8", "UTF-8 text");
  }
  return Lexer(filter).Run();
}

}  // namespace trialweave::query
