#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_HTML_LIST_SPLITTER_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_HTML_LIST_SPLITTER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "crawler/containers/document_emitter.h"
#include "crawler/containers/window.h"

namespace trialweave::crawler {

// A row of a list: its <tr> element's exact bytes.
struct HtmlListRow {
  uint64_t begin = 0;
  uint64_t end = 0;
  // Without the list's kind of identifier it is no record.
  bool identified = false;
};

// What a list's rows are known by. Both see a row's bytes in whatever character set.
struct HtmlList {
  bool (*is_row)(absl::string_view row);
  bool (*is_identified)(absl::string_view row);
};

// ChiCTR's search results: rows that link to a trial's page (showproj), with a registration number.
extern const HtmlList kChictrList;
// Lists of China's Center for Drug Evaluation: rows of four cells and more with text, with an acceptance number.
extern const HtmlList kCdeList;

// The rows of `page`. Rows of headings and of layout are none. A row without its end tag ends where the next one
// begins, or its table ends.
//
// Works on bytes in UTF-8 and in every character set of common/charset.h: their characters of several bytes have no
// trailing byte below 0x30, and none of 0x3A to 0x3F, so that '<', '>', '"', '&' and '/' are always themselves
// (GB18030: 0x30-0x39, 0x40-0x7E, 0x80-0xFE; Big5 and Shift_JIS 0x40 and above). Letters, '\\', '[' and '|' may be
// trailing bytes and are only looked for right behind a '<' or in ASCII words.
std::vector<HtmlListRow> FindHtmlListRows(absl::string_view page, const HtmlList& list);

// The titles of the columns of such a list, joined by tabs: cells of the first row that has one for the acceptance
// number (受理号) and one for the product; empty when there is none. `page` is UTF-8.
std::string CdeListColumns(absl::string_view page);

// Splits a list page that `window` holds as a whole: one document a row. What is no row is layout and no document. A
// list that has no rows and does not say so, and a page that ends before its </html>, end as a dead letter for the
// rest.
absl::Status SplitHtmlList(Window* window, DocumentEmitter* emitter, const HtmlList& list);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_HTML_LIST_SPLITTER_H_
