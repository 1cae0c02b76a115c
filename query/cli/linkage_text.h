#ifndef TRIALWEAVE_QUERY_CLI_LINKAGE_TEXT_H_
#define TRIALWEAVE_QUERY_CLI_LINKAGE_TEXT_H_

#include <string>

#include "query/cli/table.h"
#include "trialweave/v1/query_service.pb.h"

namespace trialweave::query {

// A pair for people: how the two stand, the reasons, and a waterfall of what adds up to the score. Lines end within
// `width` columns where that is not 0.
std::string PairText(const v1::PairExplanation& pair, int width, bool color);

// The weightiest fields that speak for a pair, or against it: "title from 0.9, sponsor equal".
std::string SumText(const v1::PairExplanation& pair, bool speaking_for);

// One row a field and pair.
Table WeightsTable(const v1::ExplainTrialResponse& response);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_LINKAGE_TEXT_H_
