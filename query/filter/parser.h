#ifndef TRIALWEAVE_QUERY_FILTER_PARSER_H_
#define TRIALWEAVE_QUERY_FILTER_PARSER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "query/filter/ast.h"

namespace trialweave::query {

// The expression that `filter` writes (AIP-160, https://google.aip.dev/assets/misc/ebnf-filtering.txt), with its
// fields, those of `table`, and values checked. nullptr for a blank filter. Errors: see Filter::Parse.
//
//   expression  = sequence { "AND" sequence }
//   sequence    = factor { factor }                     (joined by AND)
//   factor      = term { "OR" term }                    (so OR binds tighter than AND)
//   term        = [ "NOT" | "-" ] simple
//   simple      = "(" expression ")" | restriction
//   restriction = field comparator argument | value
//   comparator  = "=" | "!=" | "<" | "<=" | ">" | ">=" | ":"
//   argument    = [ "-" ] value | "(" expression of values ")"
absl::StatusOr<std::unique_ptr<FilterNode>> ParseFilter(absl::string_view filter, FieldTable table);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FILTER_PARSER_H_
