#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_CSV_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_CSV_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Reads one row of a table of WHO ICTRP (ictrp_row.h). `context.columns` is the table's header row; without it the
// content is a header row and one row. What a spreadsheet did to the values is undone where that is certain
// (spreadsheet_damage.h). Causes as CsvRows::Read, WRONG_ROOT: no column TrialID; NO_IDENTIFIER; BAD_ENCODING: a
// text whose characters were lost.
ParseResult ParseIctrpCsv(std::string_view content, const ParseContext& context);

// One row of the weekly full export, which has 62 columns and no header row.
ParseResult ParseIctrpFullCsv(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ICTRP_CSV_PARSER_H_
