#include "store/linkage/match/match_words.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <unordered_set>

namespace trialweave::store {
namespace {

constexpr size_t kStem = 7;

// Words of any title and of grammar, in the languages of the registries, as stems.
const std::unordered_set<std::string>& CommonWords() {
  static const auto* const kWords = new std::unordered_set<std::string>{"a",
                                                                        "an",
                                                                        "the",
                                                                        "of",
                                                                        "in",
                                                                        "on",
                                                                        "for",
                                                                        "to",
                                                                        "with",
                                                                        "and",
                                                                        "or",
                                                                        "by",
                                                                        "from",
                                                                        "at",
                                                                        "as",
                                                                        "is",
                                                                        "are",
                                                                        "be",
                                                                        "who",
                                                                        "than",
                                                                        "their",
                                                                        "its",
                                                                        "it",
                                                                        "this",
                                                                        "that",
                                                                        "into",
                                                                        "after",
                                                                        "before",
                                                                        "during",
                                                                        "between",
                                                                        "study",
                                                                        "studies",
                                                                        "trial",
                                                                        "trials",
                                                                        "clinica",
                                                                        "using",
                                                                        "use",
                                                                        "used",
                                                                        "compare",
                                                                        "compari",
                                                                        "versus",
                                                                        "vs",
                                                                        "patient",
                                                                        "subject",
                                                                        "partici",
                                                                        "treatme",
                                                                        "treated",
                                                                        "therapy",
                                                                        "effect",
                                                                        "effects",
                                                                        "evaluat",
                                                                        "efficac",
                                                                        "effecti",
                                                                        "safety",
                                                                        "random",
                                                                        "randomi",
                                                                        "control",
                                                                        "double",
                                                                        "single",
                                                                        "blind",
                                                                        "blinded",
                                                                        "placebo",
                                                                        "phase",
                                                                        "investi",
                                                                        "assess",
                                                                        "assessm",
                                                                        "tolerab",
                                                                        "open",
                                                                        "label",
                                                                        "arm",
                                                                        "group",
                                                                        "groups",
                                                                        "paralle",
                                                                        "multice",
                                                                        "multi",
                                                                        "center",
                                                                        "centre",
                                                                        "pilot",
                                                                        "prospec",
                                                                        "studie",
                                                                        "studi",
                                                                        "eine",
                                                                        "einer",
                                                                        "einem",
                                                                        "ein",
                                                                        "und",
                                                                        "der",
                                                                        "die",
                                                                        "das",
                                                                        "den",
                                                                        "dem",
                                                                        "des",
                                                                        "bei",
                                                                        "mit",
                                                                        "von",
                                                                        "zur",
                                                                        "zum",
                                                                        "im",
                                                                        "zu",
                                                                        "auf",
                                                                        "oder",
                                                                        "als",
                                                                        "nach",
                                                                        "verglei",
                                                                        "doppelb",
                                                                        "etude",
                                                                        "estudio",
                                                                        "ensayo",
                                                                        "de",
                                                                        "la",
                                                                        "le",
                                                                        "les",
                                                                        "el",
                                                                        "en",
                                                                        "et",
                                                                        "y",
                                                                        "del",
                                                                        "los",
                                                                        "las",
                                                                        "du",
                                                                        "un",
                                                                        "una",
                                                                        "une",
                                                                        "pour",
                                                                        "para",
                                                                        "con",
                                                                        "chez",
                                                                        "och",
                                                                        "og",
                                                                        "med",
                                                                        "hos",
                                                                        "av",
                                                                        "til",
                                                                        "i",
                                                                        "het",
                                                                        "van",
                                                                        "een",
                                                                        "\u7814\u7a76",
                                                                        "\u4e34\u5e8a",
                                                                        "\u5bf9\u7167",
                                                                        "\u968f\u673a",
                                                                        "\u8bd5\u9a8c",
                                                                        "\u8bc4\u4ef7",
                                                                        "\u60a3\u8005",
                                                                        "\u6cbb\u7597",
                                                                        "\u7597\u6548",
                                                                        "\u5b89\u5168"};
  return *kWords;
}

bool IsDense(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &error);
  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_HANGUL;
}

// Folded, marks left out.
icu::UnicodeString Folded(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const icu::Normalizer2* apart = icu::Normalizer2::getNFDInstance(error);
  const icu::UnicodeString raw =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  if (U_FAILURE(error)) return raw;
  const icu::UnicodeString decomposed = apart->normalize(fold->normalize(raw, error), error);
  icu::UnicodeString folded;
  for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 c = decomposed.char32At(i);
    const int8_t type = u_charType(c);
    if (type != U_NON_SPACING_MARK && type != U_ENCLOSING_MARK) folded.append(c);
  }
  // Hangul was taken apart with the marks.
  return icu::Normalizer2::getNFCInstance(error)->normalize(folded, error);
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string utf8;
  return text.toUTF8String(utf8);
}

enum class Kind { kNone, kLetters, kDigits, kDense };

// Calls `take(kind, run)` for every run of one kind; a point or comma between digits belongs to their number.
template <typename Take>
void EachRun(const icu::UnicodeString& text, const Take& take) {
  const auto kind_of = [](UChar32 c) {
    if (IsDense(c)) return Kind::kDense;
    if (u_isdigit(c)) return Kind::kDigits;
    return u_isalpha(c) ? Kind::kLetters : Kind::kNone;
  };
  Kind kind = Kind::kNone;
  icu::UnicodeString run;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    Kind next = kind_of(c);
    const bool point =
        kind == Kind::kDigits && (c == '.' || c == ',') && i + 1 < text.length() && u_isdigit(text.char32At(i + 1));
    if (point) next = Kind::kDigits;
    if (next != kind) {
      if (kind != Kind::kNone) take(kind, run);
      run.remove();
      kind = next;
    }
    if (kind != Kind::kNone) run.append(point ? UChar32('.') : c);
  }
  if (kind != Kind::kNone) take(kind, run);
}

bool IsRoman(const std::string& word) { return word.size() <= 4 && word.find_first_not_of("ivx") == std::string::npos; }

}  // namespace

bool IsCommonWord(std::string_view word) { return CommonWords().count(std::string(word)) != 0; }

std::vector<std::string> MatchWords(std::string_view text) {
  std::vector<std::string> words;
  const auto add = [&words](std::string word) {
    if (!IsCommonWord(word)) words.push_back(std::move(word));
  };
  EachRun(Folded(text), [&](Kind kind, const icu::UnicodeString& run) {
    if (kind == Kind::kDense && run.countChar32() > 1) {
      for (int32_t i = 0; i + 1 < run.length(); ++i) add(Utf8(icu::UnicodeString(run, i, 2)));
    } else if (kind == Kind::kLetters) {
      const int32_t end = run.moveIndex32(0, static_cast<int32_t>(kStem));
      add(Utf8(icu::UnicodeString(run, 0, end)));
    } else {
      add(Utf8(run));
    }
  });
  return words;
}

std::vector<std::string> Numerals(std::string_view text) {
  std::vector<std::string> numerals;
  EachRun(Folded(text), [&](Kind kind, const icu::UnicodeString& run) {
    std::string word = Utf8(run);
    if (kind == Kind::kDigits || (kind == Kind::kLetters && (IsRoman(word) || word == "b" || word == "c"))) {
      numerals.push_back(std::move(word));
    }
  });
  std::sort(numerals.begin(), numerals.end());
  numerals.erase(std::unique(numerals.begin(), numerals.end()), numerals.end());
  return numerals;
}

bool NamesSequel(std::string_view text) {
  static constexpr std::string_view kWords[] = {"extension", "follow-up",    "follow up",    "followup", "long-term",
                                                "long term", "rollover",     "roll-over",    "substudy", "sub-study",
                                                "ancillary", "continuation", "verlängerung", "延长",     "随访"};
  const std::string folded = Utf8(Folded(text));
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view word) { return folded.find(Utf8(Folded(word))) != std::string::npos; });
}

bool IsPlaceholderTitle(std::string_view title) {
  static constexpr std::string_view kPhrases[] = {"not approved or cleared", "title withheld", "title not available",
                                                  "no title", "to be determined"};
  const std::string folded = Utf8(Folded(title));
  return std::any_of(std::begin(kPhrases), std::end(kPhrases),
                     [&](std::string_view phrase) { return folded.find(phrase) != std::string::npos; });
}

}  // namespace trialweave::store
