#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_LIST_HTML_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_LIST_HTML_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Format chictr_list_html: one row of ChiCTR's search results, the <tr> element. It gives the registration number, the
// public title, the study type, the date of registration and the trial's page. The institution below the title is not
// read: the list does not say what it is to the trial. Dead letters: as every text, TRUNCATED (a <tr> or <a> never
// closed), WRONG_ROOT (no <tr>, or several), NO_IDENTIFIER.
ParseResult ParseChictrListHtml(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CHICTR_LIST_HTML_PARSER_H_
