#ifndef TRIALWEAVE_QUERY_FILTER_RESTRICTION_H_
#define TRIALWEAVE_QUERY_FILTER_RESTRICTION_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "query/filter/ast.h"
#include "query/filter/field.h"

namespace trialweave::query {

// Whether fields of this kind can be compared so, and those that can, for error messages.
bool AllowsComparator(FieldKind kind, Comparator comparator);
std::string ComparatorsOf(FieldKind kind);

// "field comparator value"; nullopt when `value` is none of the field's. An unquoted "*" after ":" asks for
// presence.
std::optional<Restriction> MakeRestriction(const FieldSpec& field, Comparator comparator, absl::string_view value,
                                           bool quoted);

// What a value of the field looks like, for error messages.
std::string ExpectedValue(const FieldSpec& field);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FILTER_RESTRICTION_H_
