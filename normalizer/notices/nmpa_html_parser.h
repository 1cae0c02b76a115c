#ifndef TRIALWEAVE_NORMALIZER_NOTICES_NMPA_HTML_PARSER_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_NMPA_HTML_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Reads an announcement of China's drug authority (nmpa.gov.cn) or of its evaluation centre (cde.org.cn) as a person
// saved its page. What the page says of itself in <meta> elements goes first (ArticleTitle, PubDate, ContentSource,
// Url: the standard of Chinese government sites, GB/T 35304); labels that the project knows (索引号, 发布日期 ...) are
// paired with what stands behind them; the text is what follows the title. Paragraphs of contacts are left out. Causes:
// those of ReadNoticePage; WRONG_ROOT (no title or no date: a list, an error page), NO_IDENTIFIER (neither an index
// number nor an address), LIMIT_EXCEEDED.
ParseResult ParseNmpaHtml(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_NMPA_HTML_PARSER_H_
