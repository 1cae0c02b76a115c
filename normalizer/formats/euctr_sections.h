#ifndef TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_SECTIONS_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_SECTIONS_H_

#include <string>
#include <string_view>

namespace trialweave::normalizer {

// A heading or question of the clinical trial application form that EudraCT prints, with its number.
struct EuctrSection {
  // "A.3"; ours where the form has none ("X.5"), or the same for several questions ("E.1.2 code").
  std::string_view code;
  // What is printed before the label: "A.3", "N.", nothing in the summary.
  std::string_view printed;
  // How its label begins.
  std::string_view label;
  // A text that may come in several languages.
  bool localized = false;
};

// A line of the text form: its section, and the value that follows the label, a part of the line even where it is
// empty.
struct EuctrLine {
  const EuctrSection* section = nullptr;
  // ISO 639-1; empty for the record's own language.
  std::string_view language;
  std::string_view value;
};

// `line` as the begin of a section; section is nullptr for a line that goes on with the one before. In the summary,
// which stands before section A, labels have no numbers.
EuctrLine ReadEuctrLine(std::string_view line, bool in_summary);

// Section of a key of ctrdata's objects, "e11_medical_conditions_being_investigated_es", and its language; nullptr
// for a key of none.
const EuctrSection* EuctrSectionOfKey(std::string_view key, std::string_view* language);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_EUCTR_SECTIONS_H_
