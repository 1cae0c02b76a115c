#ifndef TRIALWEAVE_NORMALIZER_FORMATS_EMBASE_CSV_PARSER_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_EMBASE_CSV_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// One row of Embase's CSV export, with whichever of its columns the user chose (the context has the header row). Read
// as the reference in RIS that Embase would write of it. Source: the exports of embase.com.
ParseResult ParseEmbaseCsv(std::string_view content, const ParseContext& context);

// A reference of the layout "fields by row": a row a field, its label and then its values. The same record as of a row
// with a column a field.
ParseResult ParseEmbaseRowsCsv(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_EMBASE_CSV_PARSER_H_
