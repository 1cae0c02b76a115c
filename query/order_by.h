#ifndef TRIALWEAVE_QUERY_ORDER_BY_H_
#define TRIALWEAVE_QUERY_ORDER_BY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "query/view/trial_order.h"

namespace trialweave::query {

// Reads "enrollment desc, registered" (AIP-132): fields of trials of kind number or date, or name, separated by commas,
// each followed by " desc" when it descends. Blank: by name. INVALID_ARGUMENT (ORDER_BY_INVALID): no such field, one
// that has no order, one that comes twice, or another word; metadata "position" (from 1, in characters) and "expected".
absl::StatusOr<TrialOrder> ParseOrderBy(absl::string_view text);

// What page tokens of a listing are bound to: its filter, and its order where that is not by name.
std::string ListScope(const std::string& filter, const std::string& order_by);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_ORDER_BY_H_
