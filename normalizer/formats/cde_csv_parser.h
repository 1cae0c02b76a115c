#ifndef TRIALWEAVE_NORMALIZER_FORMATS_CDE_CSV_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_CDE_CSV_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Tables that people make of the pages of China's drug trial platform (chinadrugtrials.org.cn). They have no header
// row, unless `context.columns` names one. What is deliberately not read is listed in cde_record.h; of the tables also
// requestor and pi_name (persons) and the columns standard_* (the table makers' own readings).
// Causes: as CsvRows::Read; WRONG_ROOT: no column ctr_no; NO_IDENTIFIER; MALFORMED: several trials in one document.

// One row of the trials, 43 columns.
ParseResult ParseCdeCsv(std::string_view content, const ParseContext& context);

// All rows of one trial in a companion table: a registration with its endpoints, ethics reviews or sites only.
ParseResult ParseCdeEndpointsCsv(std::string_view content, const ParseContext& context);
ParseResult ParseCdeEthicsCsv(std::string_view content, const ParseContext& context);
ParseResult ParseCdeSitesCsv(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_CDE_CSV_PARSER_H_
