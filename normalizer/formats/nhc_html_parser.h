#ifndef TRIALWEAVE_NORMALIZER_FORMATS_NHC_HTML_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_NHC_HTML_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Reads a project page of China's National Health Commission medical research registry
// (https://www.medicalresearch.org.cn) as a person saved it. The page's layout is not relied on: labels that
// the project knows are paired with what stands beside them in tables, definition lists and "label: value"
// lines; everything else, contacts and persons above all, is never read. Causes: EMPTY, TRUNCATED (an <html>
// that is never closed), BAD_ENCODING, LIMIT_EXCEEDED, MALFORMED, WRONG_ROOT (no label known), NO_IDENTIFIER.
ParseResult ParseNhcHtml(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_NHC_HTML_PARSER_H_
