#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_EMBASE_ROWS_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_EMBASE_ROWS_H_

#include "absl/strings/string_view.h"

namespace trialweave::crawler {

// Embase's CSV export "fields by row": a row a field, its label first and then its values, and an empty line behind
// each reference:
//
//   "SEARCH QUERY","'exosome'/exp"          only where it was asked for
//
//   "TITLE","Knees, and their management"
//   "AUTHOR NAMES","Muster A.B.","Beispiel K."
//
// Rows are written as RFC 4180 says, so a value may hold lines of its own. Source: what readers of such exports
// expect; the exports of embase.com have no public description.

// Whether the container that begins with `head` is such an export: a title, then rows that only Embase has.
bool LooksLikeEmbaseRows(absl::string_view head);

// Whether `line`, which stands between references, is the first row of one.
bool BeginsEmbaseRows(absl::string_view line);
// Whether `line`, which stands inside a reference, is the first row of the next. Inside a quoted value only a label in
// quotes is one for certain.
bool InterruptsEmbaseRows(absl::string_view line, bool quoted);
// Whether a line outside quoted values stands between references: empty, dashes, or a number ("RECORD 2").
bool PartsEmbaseRows(absl::string_view line);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_EMBASE_ROWS_H_
