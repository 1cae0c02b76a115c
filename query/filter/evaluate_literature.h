#ifndef TRIALWEAVE_QUERY_FILTER_EVALUATE_LITERATURE_H_
#define TRIALWEAVE_QUERY_FILTER_EVALUATE_LITERATURE_H_

#include "query/filter/ast.h"
#include "trialweave/v1/literature.pb.h"

namespace trialweave::query {

// Whether a publication or notice satisfies the expression, as Evaluate of evaluate.h.
bool Evaluate(const FilterNode& node, const v1::Publication& publication);
bool Evaluate(const FilterNode& node, const v1::RegulatoryNotice& notice);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_FILTER_EVALUATE_LITERATURE_H_
