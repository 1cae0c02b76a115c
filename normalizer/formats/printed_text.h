#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_TEXT_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_TEXT_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trialweave::normalizer {

// How a source dresses its text.
enum class TextStyle {
  // Nothing but blanks to trim.
  kPlain,
  // ClinicalTrials.gov v2: CommonMark backslash escapes ("\*", "\<") and character references ("&lt;").
  kMarkdown,
  // Character references that were escaped twice ("&amp;gt;" in XML), and nothing else.
  kReferences,
  // ICTRP and ChiCTR: <br>, <p>, character references, carriage returns and padding inside the value.
  kMarkup,
};

// The text without its dress: line ends are \n, blanks at the ends of lines and of the text are gone, at most
// one empty line in a row, e-mail addresses are replaced by "[e-mail]".
std::string CleanText(std::string_view printed, TextStyle style);

// "&#xD;", "&amp;", "&le;" and the like become what they stand for; others stay.
std::string ResolveReferences(std::string_view text);

// CleanText on one line.
std::string CleanLine(std::string_view printed, TextStyle style);

// BCP 47 language that the characters show: "zh", "ja", "ko"; else `fallback`.
std::string LanguageOf(std::string_view text, std::string_view fallback);

// The parts between `separator` (an ASCII character; its full-width form counts too), trimmed, without empty ones.
std::vector<std::string> SplitList(std::string_view text, char separator);

// "group:30;group:30;" as label and value: each part starts at a label with its colon; a part without a
// colon belongs to the value before it. Empty when the text has no label at all.
std::vector<std::pair<std::string, std::string>> SplitGroups(std::string_view text);

// True for a name with a person's title and without a word of an organisation: "Prof. Ada Example, MD".
bool IsPersonName(std::string_view name);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PRINTED_TEXT_H_
