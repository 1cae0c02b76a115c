#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_CSV_TABLE_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_CSV_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace trialweave::crawler {

// What a table of records looks like.
struct CsvTable {
  absl::string_view source;
  absl::string_view format;
  char delimiter = ',';
  // Rows end with a lone carriage return.
  bool bare_cr = false;
  // The header row as it stands; empty for a table without one.
  std::string columns;
  size_t fields = 0;
  // Which field holds the registry identifier; a title in a table of publications.
  size_t key = 0;
  // Offset of the first row that is none of the header.
  uint64_t body = 0;
  // Consecutive rows of one identifier are one record.
  bool grouped = false;
};

// Tells by a container's first bytes which table of records it is; nullopt when it is none that is known. With a
// header row by the names in it, whatever their case, order, blanks and underscores:
//   WHO ICTRP: TrialID, a title, and four more of ICTRP's columns
//   chinadrugtrials.org.cn: ctr_no, and enough of one of its four tables
//   notices: a firm and five of the columns of the FDA's actions, or acceptance_no and three of CDE's applications
//   Embase: a title, and four of the columns that only it has
// What Embase prints of the search before its header is skipped.
// Without one by the number of fields and what stands in them. `head` is the whole container when it is shorter
// than the recogniser's reach.
std::optional<CsvTable> RecogniseTable(absl::string_view head);

// The table that a header row `row` begins; nullopt when it is none.
std::optional<CsvTable> RecogniseHeader(absl::string_view row, char delimiter, bool bare_cr);

// Whether `column`, folded, is one of Embase's export that other tables of references do not have.
bool IsEmbaseColumn(absl::string_view column);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_CSV_TABLE_H_
