#ifndef TRIALWEAVE_QUERY_CLI_EVIDENCE_TEXT_H_
#define TRIALWEAVE_QUERY_CLI_EVIDENCE_TEXT_H_

#include "query/cli/sheet.h"
#include "trialweave/v1/evidence.pb.h"

namespace trialweave::query {

// What was read out of a record's text, each fact with its confidence and the words it rests on. Nothing when there are
// no facts.
void DescribeFacts(const v1::EvFacts& facts, Sheet& sheet);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_EVIDENCE_TEXT_H_
