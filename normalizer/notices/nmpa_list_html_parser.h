#ifndef TRIALWEAVE_NORMALIZER_NOTICES_NMPA_LIST_HTML_PARSER_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_NMPA_LIST_HTML_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Reads one row (<tr>) of a list of China's Center for Drug Evaluation (cde.org.cn, 信息公开): applications that were
// accepted, clinical trials that may begin (默示许可), breakthrough therapies and priority reviews, as a person saved
// the page. The context's columns are the list's titles, joined by tabs. A row's acceptance number and the kind of its
// list are the notice's key, with its date where one application is listed several times. Causes: those of CheckText;
// WRONG_ROOT (no row, or no columns), TRUNCATED (a row without its end), NO_IDENTIFIER (without an acceptance number),
// LIMIT_EXCEEDED.
ParseResult ParseNmpaListHtml(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_NMPA_LIST_HTML_PARSER_H_
