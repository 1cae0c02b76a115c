#include "tests/origin/search_expression.h"

#include <string.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace trialweave::tests {
namespace {

using Node = std::unique_ptr<SearchExpression>;
constexpr int kMaxDepth = 50;

class Everything : public SearchExpression {
 public:
  bool Matches(const OriginStudy&) const override { return true; }
};

class Phrase : public SearchExpression {
 public:
  explicit Phrase(std::string text) : text_(std::move(text)) {}
  bool Matches(const OriginStudy& study) const override {
    return strcasestr(study.bytes.c_str(), text_.c_str()) != nullptr;
  }

 private:
  const std::string text_;
};

class UpdateRange : public SearchExpression {
 public:
  UpdateRange(std::string from, std::string to) : from_(std::move(from)), to_(std::move(to)) {}
  bool Matches(const OriginStudy& study) const override {
    // ISO dates compare as text; a study without the date is in no range.
    const std::string& date = study.last_update_post_date;
    return !date.empty() && (from_ == "MIN" || date >= from_) && (to_ == "MAX" || date <= to_);
  }

 private:
  const std::string from_;
  const std::string to_;
};

class Negation : public SearchExpression {
 public:
  explicit Negation(Node inner) : inner_(std::move(inner)) {}
  bool Matches(const OriginStudy& study) const override { return !inner_->Matches(study); }

 private:
  const Node inner_;
};

class Junction : public SearchExpression {
 public:
  Junction(bool all, std::vector<Node> parts) : all_(all), parts_(std::move(parts)) {}
  bool Matches(const OriginStudy& study) const override {
    for (const Node& part : parts_) {
      if (part->Matches(study) != all_) return !all_;
    }
    return all_;
  }

 private:
  const bool all_;
  const std::vector<Node> parts_;
};

// Recursive descent over: or := and (OR and)*; and := term (AND? term)*; term := NOT term | ( or ) | leaf.
class Parser {
 public:
  explicit Parser(absl::string_view text) : rest_(text) {}

  absl::StatusOr<Node> ParseAll() {
    absl::StatusOr<Node> node = ParseOr(0);
    if (node.ok() && !Peek().empty()) return absl::InvalidArgumentError("unexpected )");
    return node;
  }

 private:
  // The rest without leading blanks.
  absl::string_view Peek() { return rest_ = absl::StripLeadingAsciiWhitespace(rest_); }

  bool TakeKeyword(absl::string_view word) {
    absl::string_view rest = Peek();
    if (!absl::StartsWith(rest, word)) return false;
    if (rest.size() > word.size() && !absl::ascii_isspace(rest[word.size()]) && rest[word.size()] != '(') return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  absl::StatusOr<Node> ParseOr(int depth) {
    if (depth > kMaxDepth) return absl::InvalidArgumentError("too deep");
    std::vector<Node> parts;
    do {
      absl::StatusOr<Node> part = ParseAnd(depth);
      if (!part.ok()) return part;
      parts.push_back(*std::move(part));
    } while (TakeKeyword("OR"));
    return Node(std::make_unique<Junction>(false, std::move(parts)));
  }

  absl::StatusOr<Node> ParseAnd(int depth) {
    std::vector<Node> parts;
    while (true) {
      absl::StatusOr<Node> part = ParseTerm(depth);
      if (!part.ok()) return part;
      parts.push_back(*std::move(part));
      TakeKeyword("AND");
      const absl::string_view rest = Peek();
      if (rest.empty() || rest[0] == ')' || absl::StartsWith(rest, "OR ")) break;
    }
    return Node(std::make_unique<Junction>(true, std::move(parts)));
  }

  absl::StatusOr<Node> ParseTerm(int depth) {
    if (depth > kMaxDepth) return absl::InvalidArgumentError("too deep");
    if (TakeKeyword("NOT")) {
      absl::StatusOr<Node> inner = ParseTerm(depth + 1);
      if (!inner.ok()) return inner;
      return Node(std::make_unique<Negation>(*std::move(inner)));
    }
    if (absl::StartsWith(Peek(), "(")) {
      rest_.remove_prefix(1);
      absl::StatusOr<Node> inner = ParseOr(depth + 1);
      if (!inner.ok()) return inner;
      if (!absl::StartsWith(Peek(), ")")) return absl::InvalidArgumentError("missing )");
      rest_.remove_prefix(1);
      return inner;
    }
    if (absl::StartsWith(Peek(), "AREA[")) return ParseArea();
    return ParsePhrase();
  }

  absl::StatusOr<Node> ParseArea() {
    constexpr absl::string_view kArea = "AREA[LastUpdatePostDate]RANGE[";
    const size_t close = rest_.find(']', std::min(kArea.size(), rest_.size()));
    if (!absl::StartsWith(rest_, kArea) || close == absl::string_view::npos) {
      return absl::InvalidArgumentError("only AREA[LastUpdatePostDate]RANGE[from, to] is known");
    }
    std::vector<std::string> ends = absl::StrSplit(rest_.substr(kArea.size(), close - kArea.size()), ',');
    if (ends.size() != 2) return absl::InvalidArgumentError("a range has two ends");
    rest_.remove_prefix(close + 1);
    absl::StripAsciiWhitespace(&ends[0]);
    absl::StripAsciiWhitespace(&ends[1]);
    return Node(std::make_unique<UpdateRange>(ends[0], ends[1]));
  }

  absl::StatusOr<Node> ParsePhrase() {
    absl::string_view rest = Peek();
    size_t end = 0;
    if (absl::StartsWith(rest, "\"")) {
      end = rest.find('"', 1);
      if (end == absl::string_view::npos) return absl::InvalidArgumentError("missing \"");
      rest_.remove_prefix(end + 1);
      return Node(std::make_unique<Phrase>(std::string(rest.substr(1, end - 1))));
    }
    while (end < rest.size() && !absl::ascii_isspace(rest[end]) && rest[end] != '(' && rest[end] != ')') ++end;
    if (end == 0) return absl::InvalidArgumentError("a term is missing");
    rest_.remove_prefix(end);
    return Node(std::make_unique<Phrase>(std::string(rest.substr(0, end))));
  }

  absl::string_view rest_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<SearchExpression>> SearchExpression::Parse(absl::string_view text) {
  if (absl::StripAsciiWhitespace(text).empty()) return Node(std::make_unique<Everything>());
  return Parser(text).ParseAll();
}

}  // namespace trialweave::tests
