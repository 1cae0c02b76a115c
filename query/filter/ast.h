#ifndef TRIALWEAVE_QUERY_FILTER_AST_H_
#define TRIALWEAVE_QUERY_FILTER_AST_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "query/date_range.h"
#include "query/filter/field.h"
#include "query/folded_text.h"

namespace trialweave::query {

enum class Comparator { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kHas };

// Restriction is one comparison. Which value is set follows from the field's kind.
struct Restriction {
  Field field = Field::kAnyText;
  FieldKind kind = FieldKind::kText;
  Comparator comparator = Comparator::kHas;
  // field:* asks only whether the trial states a value.
  bool presence = false;
  int enum_value = 0;
  int64_t number = 0;
  bool flag = false;
  DateRange date;
  // kCode: in lower case.
  std::string code;
  TextPattern text;
};

// FilterNode is an expression; a restriction when it is a leaf.
struct FilterNode {
  enum class Kind { kAnd, kOr, kNot, kRestriction };
  Kind kind = Kind::kRestriction;
  // Two or more of kAnd and kOr, one of kNot.
  std::vector<std::unique_ptr<FilterNode>> children;
  Restriction restriction;
};

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FILTER_AST_H_
