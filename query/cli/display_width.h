#ifndef TRIALWEAVE_QUERY_CLI_DISPLAY_WIDTH_H_
#define TRIALWEAVE_QUERY_CLI_DISPLAY_WIDTH_H_

#include <string>

namespace trialweave::query {

// `text` made safe for a terminal's line: control characters, line breaks and those that turn the writing
// direction become blanks, bad UTF-8 the replacement character.
std::string Printable(const std::string& text);

// Columns that printable `text` takes: two for wide characters (Unicode Standard Annex 11, East Asian Width),
// none for marks.
int DisplayWidth(const std::string& text);

// `text` cut to at most `width` columns, with "…" at the end where something was cut.
std::string CutToWidth(const std::string& text, int width);

}  // namespace trialweave::query

#endif  // TRIALWEAVE_QUERY_CLI_DISPLAY_WIDTH_H_
