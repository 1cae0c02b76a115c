#ifndef TRIALWEAVE_NORMALIZER_FORMATS_HTML_CELLS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_HTML_CELLS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trialweave::normalizer {

// HtmlCell is a piece of text of a page that stands by itself: a table cell, a term or its definition, or the
// text between two block boundaries.
struct HtmlCell {
  enum class Kind { kText, kCell, kTerm, kDefinition };
  Kind kind = Kind::kText;
  // Counts rows of tables; cells of one row share it. 0 outside tables.
  uint32_t row = 0;
  // Entities decoded, blanks collapsed, <br> as \n.
  std::string text;
  // Its bytes in the page, tags inside included.
  uint64_t offset = 0;
  uint64_t length = 0;
};

// Cuts a page into cells in one pass without building a tree, so nesting, unclosed tags and millions of
// attributes cost nothing beyond their bytes. Scripts, styles, comments, <head> and option lists have no text.
// Stops at `max_tags` tags and sets `*too_many`.
std::vector<HtmlCell> ReadHtmlCells(std::string_view page, size_t max_tags, bool* too_many);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_HTML_CELLS_H_
