#ifndef TRIALWEAVE_QUERY_FILTER_EVALUATE_H_
#define TRIALWEAVE_QUERY_FILTER_EVALUATE_H_

#include "query/filter/ast.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// Whether the trial's merged view satisfies the expression. Unknown is unknown: no comparison with a value
// that the trial does not state holds, != included; NOT is plain negation.
bool Evaluate(const FilterNode& node, const v1::Trial& trial);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FILTER_EVALUATE_H_
