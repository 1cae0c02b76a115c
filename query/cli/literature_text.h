#ifndef TRIALWEAVE_QUERY_CLI_LITERATURE_TEXT_H_
#define TRIALWEAVE_QUERY_CLI_LITERATURE_TEXT_H_

#include <string>
#include <vector>

#include "query/cli/table.h"
#include "trialweave/v1/literature.pb.h"

namespace trialweave::query {

// PMID or accession, year, first author, title, journal, trials. Date, authority, kind, subject or title, companies.
Table PublicationsTable(const std::vector<v1::Publication>& publications);
Table NoticesTable(const std::vector<v1::RegulatoryNotice>& notices);

// All that is known, for reading; `width` and `color` as for Sheet.
std::string DescribePublication(const v1::Publication& publication, int width, bool color);
std::string DescribeNotice(const v1::RegulatoryNotice& notice, int width, bool color);
// The publications that name a trial's registrations, to follow its description; empty when there are none.
std::string DescribePublicationsOfTrial(const std::vector<v1::Publication>& publications, int width, bool color);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_LITERATURE_TEXT_H_
