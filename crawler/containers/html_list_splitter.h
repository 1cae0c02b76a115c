#ifndef TRIALWEAVE_CRAWLER_CONTAINERS_HTML_LIST_SPLITTER_H_
#define TRIALWEAVE_CRAWLER_CONTAINERS_HTML_LIST_SPLITTER_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "crawler/containers/document_emitter.h"
#include "crawler/containers/window.h"

namespace trialweave::crawler {

// A row of a list of trials: its <tr> element's exact bytes.
struct HtmlListRow {
  uint64_t begin = 0;
  uint64_t end = 0;
  // Without a registration number it is no record.
  bool identified = false;
};

// Rows of `page` that link to a trial's page (ChiCTR's showproj). Rows of headings and of layout link to none and are
// left out. A row without its end tag ends where the next one begins, or its table ends.
//
// Works on bytes in UTF-8 and in every character set of common/charset.h: their characters of several bytes have no
// trailing byte below 0x30, and none of 0x3A to 0x3F, so that '<', '>', '"', '&' and '/' are always themselves
// (GB18030: 0x30-0x39, 0x40-0x7E, 0x80-0xFE; Big5 and Shift_JIS 0x40 and above). Letters, '\\', '[' and '|' may be
// trailing bytes and are only looked for right behind a '<' or in ASCII words.
std::vector<HtmlListRow> FindHtmlListRows(absl::string_view page);

// Splits a list page that `window` holds as a whole: one document a row. What is no row is layout and no document. A
// list that says it has trials, and a page that ends before its </html>, end as a dead letter for the rest.
absl::Status SplitHtmlList(Window* window, DocumentEmitter* emitter);

}  // namespace trialweave::crawler

#endif  // TRIALWEAVE_CRAWLER_CONTAINERS_HTML_LIST_SPLITTER_H_
