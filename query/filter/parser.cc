#include "query/filter/parser.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/status.h"
#include "query/filter/filter_error.h"
#include "query/filter/filter_limits.h"
#include "query/filter/lexer.h"
#include "query/filter/restriction.h"

namespace trialweave::query {
namespace {

using Kind = FilterToken::Kind;
using NodePtr = std::unique_ptr<FilterNode>;

// The field and comparator for which the values in "field:(a OR b)" stand.
struct ArgumentOf {
  const FieldSpec* field;
  Comparator comparator;
};

class Parser {
 public:
  Parser(absl::string_view filter, FieldTable table, std::vector<FilterToken> tokens)
      : filter_(filter), table_(table), tokens_(std::move(tokens)) {}

  absl::StatusOr<NodePtr> Run() {
    if (Peek().kind == Kind::kEnd) return NodePtr();
    auto root = Expression(nullptr, 0);
    if (root.ok() && Peek().kind != Kind::kEnd) return Unexpected("AND, OR or the end of the filter");
    return root;
  }

 private:
  const FilterToken& Peek(size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  bool Take(Kind kind) {
    if (Peek().kind != kind) return false;
    ++at_;
    return true;
  }

  // What stands at the current token, as a person would name it.
  std::string Describe() const {
    const FilterToken& token = Peek();
    if (token.kind == Kind::kEnd) return "the filter ends";
    const size_t end = Peek(1).offset;
    return absl::StrCat(
        "unexpected '",
        common::Trimmed(
            std::string(absl::StripTrailingAsciiWhitespace(filter_.substr(token.offset, end - token.offset))), 40),
        "'");
  }
  absl::Status Unexpected(absl::string_view expected) const {
    return FilterInvalid(filter_, Peek().offset, Describe(), expected);
  }

  static NodePtr Join(FilterNode::Kind kind, std::vector<NodePtr> children) {
    if (children.size() == 1) return std::move(children[0]);
    auto node = std::make_unique<FilterNode>();
    node->kind = kind;
    node->children = std::move(children);
    return node;
  }

  bool AtFactor() const {
    switch (Peek().kind) {
      case Kind::kText:
      case Kind::kString:
      case Kind::kOpen:
      case Kind::kMinus:
      case Kind::kNot:
        return true;
      default:
        return false;
    }
  }

  absl::StatusOr<NodePtr> Expression(const ArgumentOf* of, int depth) {
    std::vector<NodePtr> children;
    do {
      if (!AtFactor()) return Unexpected("a comparison such as status = RECRUITING");
      while (AtFactor()) {
        auto factor = Factor(of, depth);
        if (!factor.ok()) return factor;
        children.push_back(*std::move(factor));
      }
    } while (Take(Kind::kAnd));
    return Join(FilterNode::Kind::kAnd, std::move(children));
  }

  absl::StatusOr<NodePtr> Factor(const ArgumentOf* of, int depth) {
    std::vector<NodePtr> children;
    do {
      if (!AtFactor()) return Unexpected("a comparison such as status = RECRUITING");
      auto term = Term(of, depth);
      if (!term.ok()) return term;
      children.push_back(*std::move(term));
    } while (Take(Kind::kOr));
    return Join(FilterNode::Kind::kOr, std::move(children));
  }

  absl::StatusOr<NodePtr> Term(const ArgumentOf* of, int depth) {
    const bool negated = Take(Kind::kNot) || Take(Kind::kMinus);
    auto simple = Simple(of, depth);
    if (!simple.ok() || !negated) return simple;
    auto node = std::make_unique<FilterNode>();
    node->kind = FilterNode::Kind::kNot;
    node->children.push_back(*std::move(simple));
    return node;
  }

  absl::StatusOr<NodePtr> Simple(const ArgumentOf* of, int depth) {
    if (Peek().kind != Kind::kOpen) return of == nullptr ? AnyRestriction(depth) : Value(*of);
    if (depth >= kMaxFilterDepth) {
      return FilterInvalid(filter_, Peek().offset, "parentheses too deep",
                           absl::StrCat("at most ", kMaxFilterDepth, " levels"));
    }
    ++at_;
    auto inner = Expression(of, depth + 1);
    if (inner.ok() && !Take(Kind::kClose)) return Unexpected("')'");
    return inner;
  }

  absl::StatusOr<NodePtr> AnyRestriction(int depth) {
    const FilterToken& token = Peek();
    if (token.kind != Kind::kText && token.kind != Kind::kString) return Unexpected("a field or a value");
    if (Peek(1).kind != Kind::kComparator) return BareValue();
    const FieldSpec* field = token.kind == Kind::kText ? FindField(table_, token.text) : nullptr;
    if (field == nullptr) {
      return FilterInvalid(filter_, token.offset, absl::StrCat("no field '", common::Trimmed(token.text, 40), "'"),
                           absl::StrCat("one of ", FieldNames(table_)));
    }
    const ArgumentOf of{field, Peek(1).comparator};
    if (!AllowsComparator(field->kind, of.comparator)) {
      return FilterInvalid(filter_, Peek(1).offset, absl::StrCat("a comparison that ", field->name, " does not have"),
                           ComparatorsOf(field->kind));
    }
    at_ += 2;
    return Peek().kind == Kind::kOpen ? Simple(&of, depth) : Value(of);
  }

  absl::StatusOr<NodePtr> BareValue() {
    const FilterToken& token = Peek();
    for (const char* keyword : {"AND", "OR", "NOT"}) {
      if (token.kind == Kind::kText && absl::EqualsIgnoreCase(token.text, keyword)) {
        return FilterInvalid(filter_, token.offset, absl::StrCat("'", token.text, "' is not an operator"),
                             absl::StrCat(keyword, " in capitals, or quotes around a word to search for"));
      }
    }
    static constexpr FieldSpec kAnyText = {"text", Field::kAnyText, FieldKind::kText, ""};
    return Value({&kAnyText, Comparator::kHas});
  }

  absl::StatusOr<NodePtr> Value(const ArgumentOf& of) {
    const size_t offset = Peek().offset;
    const bool minus = Take(Kind::kMinus);
    const FilterToken& token = Peek();
    if (token.kind != Kind::kText && token.kind != Kind::kString) return Unexpected(ExpectedValue(*of.field));
    if (++restrictions_ > kMaxFilterRestrictions) {
      return FilterInvalid(filter_, offset, "too many comparisons", absl::StrCat("at most ", kMaxFilterRestrictions));
    }
    const std::string text = absl::StrCat(minus ? "-" : "", token.text);
    auto restriction = MakeRestriction(*of.field, of.comparator, text, token.kind == Kind::kString);
    if (!restriction) {
      return FilterInvalid(filter_, offset,
                           absl::StrCat("'", common::Trimmed(text, 40), "' is no value of ", of.field->name),
                           ExpectedValue(*of.field));
    }
    ++at_;
    auto node = std::make_unique<FilterNode>();
    node->restriction = *std::move(restriction);
    return node;
  }

  const absl::string_view filter_;
  const FieldTable table_;
  const std::vector<FilterToken> tokens_;
  size_t at_ = 0;
  int restrictions_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<FilterNode>> ParseFilter(absl::string_view filter, FieldTable table) {
  if (filter.size() > kMaxFilterBytes) {
    return FilterInvalid(filter, kMaxFilterBytes, absl::StrCat("a filter of ", filter.size(), " bytes"),
                         absl::StrCat("at most ", kMaxFilterBytes));
  }
  auto tokens = LexFilter(filter);
  if (!tokens.ok()) return tokens.status();
  return Parser(filter, table, *std::move(tokens)).Run();
}

}  // namespace trialweave::query
