#ifndef TRIALWEAVE_QUERY_CLI_SEARCH_TEXT_H_
#define TRIALWEAVE_QUERY_CLI_SEARCH_TEXT_H_

#include <string>

#include "query/cli/table.h"
#include "trialweave/v1/trial_search.pb.h"
#include "trialweave/v1/trial_stream.pb.h"

namespace trialweave::query {

// A page of hits for reading: each trial on a line or two, and below it what was found. `first` numbers the first hit.
// `color` marks what was found; without it, words that were found stand between ** and **.
std::string DescribeHits(const v1::SearchTrialsResponse& page, int64_t first, bool color);

// Values and counts of all facets.
Table FacetsTable(const v1::SearchTrialsResponse& page);

// A change on one line, and below it the fields that changed.
std::string DescribeChange(const v1::TrialChange& change, bool color);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_SEARCH_TEXT_H_
