#ifndef TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_TOKENS_H_
#define TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_TOKENS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trialweave::normalizer {

// One piece of a text, as far as doses are concerned.
struct DoseToken {
  enum class Kind {
    kNumber,       // "3", "0.5", "1,000": value; `digits` as printed
    kENotation,    // "2e9", "10E11": value is the mantissa, exponent beside it; `digits` is the mantissa as printed
    kSuperscript,  // "⁹", "¹¹": value
    kTimes,        // x × * · and the escaped \*
    kStar,         // a bare or escaped asterisk: times, or somebody's caret
    kCaret,        // ^ or **
    kRange,        // - – — ~ 至 到 to
    kList,         // , 、 ; or and 或 和 及
    kSlash,
    kWord,  // letters, lower-case; a CJK character each
    kOther,
  };
  Kind kind = Kind::kOther;
  double value = 0;
  int exponent = 0;
  std::string digits;
  // Of a kWord.
  std::string word;
  // Blanks stand before it.
  bool spaced = false;
  // Of a number: "1,5".
  bool decimal_comma = false;
  size_t begin = 0;
  size_t end = 0;
};

// Cuts UTF-8 text into tokens; linear in its size. Full-width digits and signs count as ASCII. A comma is a thousands
// separator between groups of exactly three digits ("1,000,000") and a decimal one before a single digit ("1,5"), else
// it ends a number.
std::vector<DoseToken> DoseTokens(std::string_view text);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_EVIDENCE_DOSE_TOKENS_H_
