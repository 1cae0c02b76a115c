#ifndef TRIALWEAVE_NORMALIZER_NOTICES_FDA_LETTERS_JSON_PARSER_H_
#define TRIALWEAVE_NORMALIZER_NOTICES_FDA_LETTERS_JSON_PARSER_H_

#include <string_view>

#include "normalizer/formats/parse_result.h"

namespace trialweave::normalizer {

// Reads one row of the FDA's list of warning letters, as the table on its page asks for it (fda.gov/datatables/views/
// ajax, view warning_letter_solr_index): an array of eight strings of HTML, which are the dates of posting and of
// issue, the company with the letter's address, the issuing office, the subject, the response and close-out letters, an
// excerpt. The letter's case number is that of its address. Causes: those of ReadJsonArray; WRONG_ROOT (no row of that
// table), NO_IDENTIFIER (a row without a letter's address), LIMIT_EXCEEDED.
ParseResult ParseFdaLettersJson(std::string_view content, const ParseContext& context);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_NOTICES_FDA_LETTERS_JSON_PARSER_H_
