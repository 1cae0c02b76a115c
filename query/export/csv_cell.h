#ifndef TRIALWEAVE_QUERY_EXPORT_CSV_CELL_H_
#define TRIALWEAVE_QUERY_EXPORT_CSV_CELL_H_

#include <string>

#include "absl/strings/string_view.h"

namespace trialweave::query {

// Appends a cell of a CSV file (RFC 4180), in quotes where it has to be. A cell that a spreadsheet would take for a
// formula, since it begins with = + - @, their full-width forms, a tab or a line's end, gets an apostrophe in front, as
// does one that begins with an apostrophe: who takes one leading apostrophe off has every text as it was
// (https://owasp.org/www-community/attacks/CSV_Injection).
void AppendCsvCell(absl::string_view text, std::string* out);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_EXPORT_CSV_CELL_H_
