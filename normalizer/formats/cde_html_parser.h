#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CDE_HTML_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CDE_HTML_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Format cde_html: a trial's page of China's drug trial platform (chinadrugtrials.org.cn,
// 药物临床试验登记与信息公示平台), saved from a browser. Values are found by their labels, rows of tables by their
// column titles; cde_record.h says which are not read. Dead letters: as every text, TRUNCATED (an <html> never closed),
// WRONG_ROOT (no known label with a value), NO_IDENTIFIER.
ParseResult ParseCdeHtml(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CDE_HTML_PARSER_H_
