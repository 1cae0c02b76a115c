#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_CSV_FIELDS_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_CSV_FIELDS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "trialweave/v1/pipeline.pb.h"

namespace trialweave::crawler {

// Letters and digits of a column's name, lower case: "Public title" and "public_title" are one column.
std::string FoldedColumn(absl::string_view name);

// The field of a CSV record document (CsvSplitter) under the column whose folded name is `column`, without blanks
// around it; empty when its table has no such column or no header row.
std::string CsvFieldOf(const v1::RecordDocument& document, absl::string_view column);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_CSV_FIELDS_H_
