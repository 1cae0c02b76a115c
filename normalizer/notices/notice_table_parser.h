#ifndef TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_TABLE_PARSER_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_TABLE_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Read one row of a table of regulators' notices that people keep, since there is no list of the authority's own of
// them (the context has the header row). Causes: those of CsvRows; WRONG_ROOT (not one row), NO_IDENTIFIER,
// LIMIT_EXCEEDED.

// Actions of the FDA: date, kind, firm, product_terms, office, id, url, note. A row's key is the case of its letter,
// else its address on the FDA's site, else kind, firm and date together, when its office is one of the FDA's.
ParseResult ParseFdaTableCsv(std::string_view content, const ParseContext& context);

// Applications at China's CDE: acceptance_no, product, applicant, accepted, decision, indication. What the decision
// names (默示许可, 突破性治疗, 优先审评) is another notice than the acceptance, with the key that
// nmpa_list_html_parser.h gives it.
ParseResult ParseNmpaTableCsv(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_NOTICE_TABLE_PARSER_H_
