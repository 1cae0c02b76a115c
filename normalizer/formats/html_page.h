#ifndef TRIALWEAVE_NORMALIZER_FORMATS_HTML_PAGE_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_HTML_PAGE_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "normalizer/formats/html_cells.h"
#include "normalizer/formats/parse_result.h"
#include "normalizer/formats/registration_builder.h"

namespace trialweave::normalizer {

// HtmlPage is a saved page of a registry, cut into cells.
struct HtmlPage {
  std::vector<HtmlCell> cells;
  // Address that the browser noted when it saved the page ("saved from url="); empty when it did not.
  std::string saved_from;
};

// Reads a page, or a part of one. The cause when it is no text, an <html> that is never closed, or has more tags
// than the limits allow.
std::optional<v1::DeadLetterCause> ReadHtmlPage(std::string_view content, const ParseContext& context, HtmlPage* page);

// What a label is looked up by: without blanks, punctuation and what stands in parentheses; ASCII in lower case.
// "研究实施负责（组长）单位：" is "研究实施负责单位", "Source(s) of funding" is "sourceoffunding". Empty for text too
// long for a label.
std::string HtmlLabelKey(std::string_view text);

// The two halves of a bilingual label's key: "注册号" and "registrationnumber". Absent for a key in one language.
std::optional<std::pair<std::string, std::string>> HtmlLabelHalves(const std::string& key);

// True for text that ends with a colon, as labels do and values do not.
bool EndsWithColon(std::string_view text);

// True when `value` may be the value of the label before it: in the same row, after a term, or the next text.
bool HtmlValueFollows(const HtmlCell& label, const HtmlCell& value);

// A line "label：value" or "label: value"; both parts trimmed. Absent when there is no such colon near its begin.
struct HtmlLine {
  std::string label;
  std::string value;
};
std::optional<HtmlLine> SplitHtmlLine(std::string_view text);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_HTML_PAGE_H_
