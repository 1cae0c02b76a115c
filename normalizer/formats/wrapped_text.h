#ifndef TRIALWEAVE_NORMALIZER_FORMATS_WRAPPED_TEXT_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_WRAPPED_TEXT_H_

#include <string>
#include <string_view>

namespace trialweave::normalizer {

// Text that ClinicalTrials.gov's XML has set in lines of at most 100 characters, as it was written: a line that is
// indented goes on with the one before it; an empty line parts paragraphs, and a line at the margin is a line of its
// own. Line ends are "\n", "\r\n" and "\r", in any mixture. The register's own "@@@" for a line end is read as one.
std::string Unwrapped(std::string_view text);

// True when the text holds "@@@".
bool HasLineEndMarks(std::string_view text);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_WRAPPED_TEXT_H_
