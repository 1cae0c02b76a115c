#ifndef TRIALWEAVE_QUERY_CLI_PIPELINE_TEXT_H_
#define TRIALWEAVE_QUERY_CLI_PIPELINE_TEXT_H_

#include <string>
#include <vector>

#include "query/cli/table.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::query {

// What a source has beside registrations.
struct SourceLiterature {
  int64_t publications = 0;
  int64_t notices = 0;
};

// Sources with their health, and what each has of literature; `literature` is empty where nobody could say. Runs with
// their ledgers. Dead letters with their causes.
Table SourcesTable(const std::vector<v1::SourceState>& sources, const std::vector<SourceLiterature>& literature);
Table RunsTable(const std::vector<v1::Run>& runs);
// A run's ledger, one row per source and format.
Table FormatsTable(const v1::Run& run);
Table DeadLettersTable(const std::vector<v1::DeadLetter>& dead_letters);

// A run in one line: "340 delivered: 300 created, 1 updated, 39 unchanged".
std::string SummarizeRun(const v1::Run& run);

// Whether what was delivered equals the sum of the outcomes, as the conservation ledger demands.
bool IsBalanced(const v1::Run& run);

// "2026-01-02 03:04:05Z"; empty when it is not set.
std::string FormatTimestamp(const google::protobuf::Timestamp& timestamp);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_PIPELINE_TEXT_H_
