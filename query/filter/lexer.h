#ifndef TRIALWEAVE_QUERY_FILTER_LEXER_H_
#define TRIALWEAVE_QUERY_FILTER_LEXER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "query/filter/ast.h"

namespace trialweave::query {

// FilterToken is one token of a filter.
struct FilterToken {
  enum class Kind { kText, kString, kComparator, kOpen, kClose, kMinus, kAnd, kOr, kNot, kEnd };
  Kind kind = Kind::kEnd;
  // kText as written; kString without quotes and escapes.
  std::string text;
  Comparator comparator = Comparator::kHas;
  // Byte at which it starts.
  size_t offset = 0;
};

// The tokens of `filter`, with kEnd last. INVALID_ARGUMENT (FILTER_INVALID): a quote that is not closed, a
// character that no token begins with, text that is not UTF-8.
absl::StatusOr<std::vector<FilterToken>> LexFilter(absl::string_view filter);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FILTER_LEXER_H_
