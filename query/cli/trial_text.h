#ifndef TRIALWEAVE_QUERY_CLI_TRIAL_TEXT_H_
#define TRIALWEAVE_QUERY_CLI_TRIAL_TEXT_H_

#include <string>
#include <vector>

#include "query/cli/table.h"
#include "trialweave/v1/registration.pb.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::query {

// Registrations, title, condition, phase, n, status. `for_files` adds the columns that are of use in files.
Table TrialsTable(const std::vector<v1::Trial>& trials, bool for_files);

// The English title, else the first one, else an official one.
std::string TitleOf(const v1::Study& study);

// All that is known of a trial, for reading: values, where they are from, links, disagreements. Lines end within
// `width` columns where that is not 0; `color` marks headings and disagreements.
std::string DescribeTrial(const v1::Trial& trial, int width, bool color);
std::string DescribeRegistration(const v1::Registration& registration, int width, bool color);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_TRIAL_TEXT_H_
